import { compileExpression } from "../compile-expression.ts";
import { environmentOf, frameOf } from "../environment-of.ts";
import { DYN, STRING, TIMESTAMP } from "../type.ts";
import { isFault, Timestamp, type Value } from "../value.ts";

const ENVIRONMENT = environmentOf({ s: STRING, d: DYN, t: TIMESTAMP });

/**
 * The value of an expression, the code of its first diagnostic, or `fault` and its code. `s` and `d` are unknown to the
 * compiler: nothing is folded away. `t` is 2026-03-29T00:59:59.5Z, a second before Berlin's clocks go forward.
 */
export function evaluate(text: string, s = "", d: Value = null): Value | undefined {
  const { expression, diagnostics } = compileExpression(text, ENVIRONMENT);
  if (expression === undefined) return diagnostics[0]?.code;
  const value = expression.evaluate(frameOf({ s, d, t: new Timestamp(1_774_745_999, 500_000_000) }));
  return isFault(value) ? `fault ${value.code}` : value;
}

/** The first diagnostic as `code text-it-points-at`, and its hint. */
export function problem(text: string): readonly [string | undefined, string | undefined] {
  const [first] = compileExpression(text, ENVIRONMENT).diagnostics;
  return first === undefined
    ? [undefined, undefined]
    : [`${first.code} ${text.slice(first.start, first.end)}`, first.hint];
}
