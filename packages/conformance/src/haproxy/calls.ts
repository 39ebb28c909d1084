import { type Names, type Tree, translateTree } from "./expression.ts";
import { functionCall } from "./functions.ts";
import {
  allOf,
  anyOf,
  arithmetic,
  asScalar,
  concatenated,
  conditional,
  equal,
  negated,
  ordered,
  within,
} from "./operators.ts";
import type { Scene } from "./scene.ts";
import { Untranslatable } from "./untranslatable.ts";
import { held, isAsciiText, known, knownText, longestOf, registerOf, scalarOf, typeOf, type Value } from "./value.ts";

type Call = Extract<Tree["exprKind"], { case: "callExpr" }>["value"];

/** An operator or a function. Everything is computed, nothing skipped: what fails leaves a register unset, no more. */
export function call({ function: name, target, args }: Call, scene: Scene, names: Names): Value {
  const { script } = scene;
  if (name === "secrets.get" || pathOfTarget(target) === "secrets") return secret(args, scene);
  const first = firstPart(name, args, scene, names);
  if (first !== undefined) return first;
  const values = args.map((arg) => translateTree(arg, scene, names));
  const [a, b, c] = values;
  if (target === undefined && a !== undefined) {
    switch (name) {
      case "_&&_":
        return allOf(
          script,
          values.map((value) => scalarOf(value, "bool")),
        );
      case "_||_":
        return anyOf(
          script,
          values.map((value) => scalarOf(value, "bool")),
        );
      case "!_":
        return negated(script, scalarOf(a, "bool"));
      case "-_":
        return arithmetic(script, "_-_", known(0n), scalarOf(a, "int"));
    }
    if (b !== undefined) {
      switch (name) {
        case "_?_:_":
          if (c !== undefined) return conditional(script, scalarOf(a, "bool"), b, c);
          break;
        case "_==_":
          return equal(script, a, b);
        case "_!=_":
          return negated(script, equal(script, a, b));
        case "@in":
          return within(script, a, b);
        case "_<_":
        case "_<=_":
        case "_>_":
        case "_>=_":
          return ordered(script, name, a, b);
        case "_+_":
        case "_-_":
        case "_*_":
        case "_/_":
        case "_%_": {
          const [left, right] = [asScalar(script, a), asScalar(script, b)];
          const isText = name === "_+_" && typeOf(left) === "string" && typeOf(right) === "string";
          return isText ? concatenated(script, [left, right]) : arithmetic(script, name, left, right);
        }
      }
    }
  }
  const receiver = namespaceOf(target) ?? (target === undefined ? undefined : translateTree(target, scene, names));
  return typeof receiver === "string"
    ? functionCall(`${receiver}.${name}`, values, scene)
    : functionCall(name, receiver === undefined ? values : [receiver, ...values], scene);
}

/** `text.split('.')[0]`, which is there whatever the text. */
function firstPart(name: string, [list, at]: readonly Tree[], scene: Scene, names: Names): Value | undefined {
  if (name !== "_[_]" || list?.exprKind.case !== "callExpr" || list.exprKind.value.function !== "split")
    return undefined;
  const { target, args } = list.exprKind.value;
  const [separator, limit] = args.map((arg) => translateTree(arg, scene, names));
  const index = at === undefined ? undefined : translateTree(at, scene, names);
  const character = separator === undefined ? undefined : knownText(separator);
  const isFirst = index?.kind === "known" && index.value === 0n && limit === undefined;
  if (target === undefined || !isFirst || !/^[.:/-]$/.test(character ?? "")) {
    throw new Untranslatable("function", "`split` but for the first part at one character");
  }
  const { script } = scene;
  const text = scalarOf(asScalar(script, translateTree(target, scene, names)), "string");
  const sample = `var(${registerOf(script, text)}),field(1,${character})`;
  return held("string", script.set(script.register(), sample), {
    ascii: isAsciiText(text),
    longest: longestOf(text),
  });
}

/** `hash` of `hash.sha256(…)`: a name in front of a function, not a value. */
function namespaceOf(target: Tree | undefined): string | undefined {
  const name = pathOfTarget(target);
  return name !== undefined && NAMESPACES.has(name) ? name : undefined;
}

const NAMESPACES: ReadonlySet<string> = new Set([
  "base64",
  "basic_auth",
  "cel",
  "hash",
  "json",
  "lists",
  "math",
  "optional",
  "queryString",
  "rand",
  "strings",
  "url",
]);

function pathOfTarget(target: Tree | undefined): string | undefined {
  return target?.exprKind.case === "identExpr" ? target.exprKind.value.name : undefined;
}

/** A secret is the configuration's. */
function secret(args: readonly Tree[], scene: Scene): Value {
  const [vault, name] = args.map((arg) => translateTree(arg, scene, new Map()));
  const [vaultName, secretName] = [vault, name].map((value) => (value?.kind === "known" ? String(value.value) : ""));
  const text = scene.configured.secrets?.[vaultName ?? ""]?.[secretName ?? ""];
  if (text === undefined) throw new Untranslatable("value", "a secret that is not configured");
  return known(text);
}
