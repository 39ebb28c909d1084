import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile-expression.ts";
import { testEnvironment } from "./testing/environment.ts";
import { evaluate } from "./testing/evaluate.ts";
import { typeName } from "./type.ts";
import { CelMap, type Value } from "./value.ts";

function typeOf(text: string): string | undefined {
  const { expression } = compileExpression(text, testEnvironment());
  return expression === undefined ? undefined : typeName(expression.type);
}

describe("a type parameter that is met twice", () => {
  it.each([
    ["optional.of('a').orValue('b')", "string"],
    ["['a'] + ['b']", "list(string)"],
    ["optional.of(vars.any).orValue('b')", "dyn"],
    ["vars.any.?a.orValue('b')", "dyn"],
    ["vars.any.orValue('b')", "dyn"],
    ["[vars.any] + ['b']", "list(dyn)"],
    ["['b'] + [vars.any]", "list(dyn)"],
    ["vars.any + ['b']", "list(dyn)"],
    ["['b'] + vars.any", "list(dyn)"],
    ["optional.of([vars.any]).or(optional.of(['b'])).value()", "list(dyn)"],
  ])("%s is of type %s: what is not known stays unknown", (text, expected) => {
    expect(typeOf(text)).toBe(expected);
  });

  it.each<[string, Value, Value]>([
    ["d.?a.orValue('') == 'x'", null, false],
    ["d.?a.orValue('') in ['x', 'y']", CelMap.fromRecord({}), false],
    ["d.?a.orValue('') < 'x'", null, "fault no-such-overload"],
    ["d.?a.orValue('').startsWith('x')", null, "fault no-such-overload"],
    ["d.?a.orValue(0) < 2", "1", "fault no-such-overload"],
    ["d.?a.orValue(false) || false", null, "fault no-such-overload"],
    ["([d.a] + ['x'])[0].size() == 0", null, "fault no-such-overload"],
  ])("%s, of %s", (text, a, expected) => {
    expect(evaluate(text, "", CelMap.fromRecord({ a }))).toEqual(expected);
  });
});
