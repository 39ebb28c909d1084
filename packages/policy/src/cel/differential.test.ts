import { celEnv, isCelError, isCelList, isCelMap, isCelUint, parse, plan } from "@bufbuild/cel";
import fc from "fast-check";
import { expect, it } from "vitest";
import { compileUnchecked } from "./compile-expression.ts";
import { environmentOf, frameOf } from "./environment-of.ts";
import { DYN } from "./type.ts";
import { isFault, Uint, type Value } from "./value.ts";

const VALUES = { i: 7n, j: -3n, s: "añ😀", t: "b", p: true, q: false, l: [1n, 2n, 7n] };

/** Expressions of the language's core, mostly well typed, with parentheses at random. */
const { expression } = fc.letrec<{ expression: string; bool: string; int: string; string: string }>((tie) => ({
  expression: fc.oneof(tie("bool"), tie("int"), tie("string")),
  bool: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("p", "q", "true", "i / 0 == 1"),
    binary(tie("bool"), fc.constantFrom("&&", "||", "==", "!="), tie("bool")),
    binary(tie("int"), fc.constantFrom("==", "!=", "<", "<=", ">", ">="), tie("int")),
    binary(tie("string"), fc.constantFrom("==", "!=", "<", ">="), tie("string")),
    tie("bool").map((each) => `!(${each})`),
    tie("int").map((each) => `${each} in l`),
    fc
      .tuple(tie("string"), fc.constantFrom("startsWith", "contains", "endsWith"), tie("string"))
      .map(([a, f, b]) => `(${a}).${f}(${b})`),
    fc.tuple(fc.constantFrom("all", "exists", "exists_one"), tie("int")).map(([f, a]) => `l.${f}(x, x < ${a})`),
  ),
  int: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("i", "j", "0", "2", "9223372036854775807", "-9223372036854775808"),
    binary(tie("int"), fc.constantFrom("+", "-", "*", "/", "%"), tie("int")),
    tie("string").map((each) => `size(${each})`),
    fc.tuple(tie("bool"), tie("int"), tie("int")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    tie("int").map((each) => `l[${each}]`),
  ),
  string: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("s", "t", "''", "'\\u00f1'"),
    binary(tie("string"), fc.constant("+"), tie("string")),
    tie("int").map((each) => `string(${each})`),
  ),
}));

function binary(left: fc.Arbitrary<string>, operator: fc.Arbitrary<string>, right: fc.Arbitrary<string>) {
  return fc
    .tuple(left, operator, right, fc.boolean(), fc.boolean())
    .map(([a, op, b, l, r]) => `${l ? `(${a})` : a} ${op} ${r ? `(${b})` : b}`);
}

const reference = celEnv();

/** A value's or an error's text, comparable between the two. */
function referenceOutcome(text: string): string {
  const outcome = plan(reference, parse(text))(VALUES);
  if (isCelError(outcome)) return "error";
  if (isCelUint(outcome)) return `uint ${outcome.value}`;
  if (isCelList(outcome) || isCelMap(outcome)) return "aggregate";
  return `${typeof outcome} ${String(outcome)}`;
}

function ourOutcome(text: string): string {
  const types = Object.fromEntries(Object.keys(VALUES).map((name) => [name, DYN]));
  const { expression: compiled } = compileUnchecked(text, environmentOf(types));
  const value: Value | undefined | ReturnType<NonNullable<typeof compiled>["evaluate"]> = compiled?.evaluate(
    frameOf(VALUES),
  );
  if (value === undefined || isFault(value)) return "error";
  if (value instanceof Uint) return `uint ${value.value}`;
  return typeof value === "object" ? "aggregate" : `${typeof value} ${String(value)}`;
}

it("gives what another implementation of CEL gives", () => {
  fc.assert(
    fc.property(expression, (text) => {
      expect(ourOutcome(text)).toBe(referenceOutcome(text));
    }),
    { numRuns: 1500 },
  );
});
