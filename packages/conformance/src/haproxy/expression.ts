import { parse } from "@bufbuild/cel";
import { call } from "./calls.ts";
import { factOf, hasFact } from "./facts.ts";
import { comprehension } from "./macros.ts";
import type { Scene } from "./scene.ts";
import { Untranslatable } from "./untranslatable.ts";
import { known, type Value } from "./value.ts";

/** An expression as the reference parser has it. */
export type Tree = ReturnType<typeof parse>["expr"];

/** Names that a macro has bound, innermost first in force. */
export type Names = ReadonlyMap<string, Value>;

/** Writes the rules that compute an expression, by the reference parser of CEL: nothing here is this project's compiler's. */
export function translateExpression(source: string, scene: Scene): Value {
  return translateTree(parsed(source), scene, new Map());
}

/** Whether evaluating it needs the ClientHello. */
export function needsHello(source: string): boolean {
  return selects(parsed(source), HELLO_FACTS);
}

const HELLO_FACTS: ReadonlySet<string> = new Set(["conn.tls.sni", "conn.tls.ja4_fingerprint"]);

/** Whether one of the paths is read anywhere in it. */
function selects(tree: Tree | undefined, paths: ReadonlySet<string>): boolean {
  if (tree === undefined) return false;
  const { exprKind } = tree;
  const any = (trees: readonly (Tree | undefined)[]): boolean => trees.some((each) => selects(each, paths));
  switch (exprKind.case) {
    case "selectExpr":
      return paths.has(pathOf(tree) ?? "") || selects(exprKind.value.operand, paths);
    case "callExpr":
      return any([exprKind.value.target, ...exprKind.value.args]);
    case "listExpr":
      return any(exprKind.value.elements);
    case "structExpr":
      return any(
        exprKind.value.entries.flatMap(({ keyKind, value }) => [
          keyKind.case === "mapKey" ? keyKind.value : undefined,
          value,
        ]),
      );
    case "comprehensionExpr": {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      return any([iterRange, accuInit, loopCondition, loopStep, result]);
    }
    default:
      return false;
  }
}

function parsed(source: string): Tree {
  try {
    return parse(source).expr;
  } catch {
    throw new Untranslatable("value", `\`${source}\`, which the parser does not know`);
  }
}

export function translateTree(tree: Tree, scene: Scene, names: Names): Value {
  const { exprKind } = tree;
  switch (exprKind.case) {
    case "constExpr": {
      const { constantKind } = exprKind.value;
      if (constantKind.case === "boolValue" || constantKind.case === "stringValue") return known(constantKind.value);
      if (constantKind.case === "int64Value") return known(constantKind.value);
      throw new Untranslatable("value", `a constant of the kind \`${constantKind.case ?? "unknown"}\``);
    }
    case "identExpr": {
      const bound = names.get(exprKind.value.name);
      if (bound !== undefined) return bound;
      return factOf(exprKind.value.name, scene);
    }
    case "selectExpr": {
      const path = pathOf(tree);
      if (path === undefined || names.has(path.split(".")[0] ?? "")) {
        throw new Untranslatable("value", `\`.${exprKind.value.field}\` of a computed value`);
      }
      return exprKind.value.testOnly ? hasFact(path, scene) : factOf(path, scene);
    }
    case "listExpr":
      if (exprKind.value.optionalIndices.length > 0) throw new Untranslatable("value", "an optional element");
      return { kind: "list", items: exprKind.value.elements.map((element) => translateTree(element, scene, names)) };
    case "callExpr":
      return call(exprKind.value, scene, names);
    case "comprehensionExpr":
      return comprehension(exprKind.value, scene, names);
    case "structExpr":
    case undefined:
      throw new Untranslatable("value", "a map");
  }
}

/** `a.b.c` of a chain of selections on a name. */
function pathOf({ exprKind }: Tree): string | undefined {
  if (exprKind.case === "identExpr") return exprKind.value.name.replace(/^\./, "");
  if (exprKind.case !== "selectExpr" || exprKind.value.operand === undefined) return undefined;
  const operand = pathOf(exprKind.value.operand);
  return operand === undefined ? undefined : `${operand}.${exprKind.value.field}`;
}
