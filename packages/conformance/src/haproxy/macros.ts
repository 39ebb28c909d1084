import { type Names, type Tree, translateTree } from "./expression.ts";
import { allOf, anyOf, strict } from "./operators.ts";
import type { Scene } from "./scene.ts";
import { Untranslatable } from "./untranslatable.ts";
import { type Scalar, scalarOf, type Value } from "./value.ts";

type Comprehension = Extract<Tree["exprKind"], { case: "comprehensionExpr" }>["value"];

/** `exists` and `all` over a list that is written out, as the `||` and `&&` that they stand for. */
export function comprehension(expression: Comprehension, scene: Scene, names: Names): Value {
  const { iterRange, iterVar, iterVar2, loopStep, accuVar, result } = expression;
  const step = loopStep?.exprKind;
  const combine = step?.case === "callExpr" ? COMBINE[step.value.function] : undefined;
  const returnsAccumulator = result?.exprKind.case === "identExpr" && result.exprKind.value.name === accuVar;
  if (step?.case !== "callExpr" || combine === undefined || !returnsAccumulator || iterVar2 !== "" || !iterRange) {
    throw new Untranslatable("value", "a macro that makes a list or counts");
  }
  const [accumulator, predicate] = step.value.args;
  const isMacro = accumulator?.exprKind.case === "identExpr" && accumulator.exprKind.value.name === accuVar;
  const range = translateTree(iterRange, scene, names);
  if (!isMacro || predicate === undefined || range.kind !== "list") {
    throw new Untranslatable("value", "a macro over a list that is not written out");
  }
  const values = range.items.map((item) =>
    scalarOf(translateTree(predicate, scene, new Map([...names, [iterVar, item]])), "bool"),
  );
  return strict(scene.script, combine(scene.script, values), range.items);
}

type Combine = (script: Scene["script"], values: readonly Scalar[]) => Scalar;

const COMBINE: Readonly<Record<string, Combine>> = { "_||_": anyOf, "_&&_": allOf };
