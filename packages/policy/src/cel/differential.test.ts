import { type CelValue, celEnv, isCelError, isCelList, isCelMap, isCelUint, parse, plan } from "@bufbuild/cel";
import { durationFromMs, timestampFromMs } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { expect, it } from "vitest";
import { compileExpression, compileUnchecked } from "./compile-expression.ts";
import { formatDuration } from "./duration.ts";
import { environmentOf, frameOf } from "./environment-of.ts";
import { VARIABLES, wellTyped } from "./testing/expressions.ts";
import { formatTimestamp } from "./timestamp.ts";
import { DYN } from "./type.ts";
import { CelMap, Duration, isFault, Timestamp, Uint, type Value } from "./value.ts";

const PLAIN = { b: true, i: 7n, j: -3n, d: 0.1, s: "añ😀", t: "b", l: [1n, 2n, 7n], w: ["a", "b", "aab"] };
const BYTES = new Uint8Array([97, 255]);
const AT = Date.parse("2026-03-29T00:59:59.250Z");
const SPAN = 5_400_500;

const OURS: { readonly [name: string]: Value } = {
  ...PLAIN,
  u: new Uint(3n),
  y: BYTES,
  m: CelMap.fromRecord({ a: 1n, b: 2n }),
  at: Timestamp.fromDate(new Date(AT)),
  span: new Duration(SPAN / 1000 - 0.5, 500_000_000),
};
const THEIRS = {
  ...PLAIN,
  y: BYTES,
  m: { a: 1n, b: 2n },
  at: timestampFromMs(AT),
  span: durationFromMs(SPAN),
};
const reference = celEnv();

/** A value's text, comparable between the two; every failure is `error`. */
function show(value: unknown): string {
  if (typeof value === "bigint") return `int ${value}`;
  if (typeof value === "string" || typeof value === "boolean" || value === null) return JSON.stringify(value);
  if (typeof value === "number") return `double ${Object.is(value, -0) ? "-0" : value}`;
  if (value instanceof Uint8Array) return `bytes ${Array.from(value).join(",")}`;
  if (value instanceof Uint || isCelUint(value)) return `uint ${value.value}`;
  if (Array.isArray(value) || isCelList(value)) return `[${Array.from(value as Iterable<unknown>, show).join(", ")}]`;
  if (value instanceof CelMap || isCelMap(value)) {
    const entries = Array.from(value.entries() as Iterable<readonly [unknown, unknown]>);
    return `{${entries.map(([key, each]) => `${show(key)}: ${show(each)}`).sort()}}`;
  }
  if (value instanceof Timestamp) return `timestamp ${formatTimestamp(value)}`;
  if (value instanceof Duration) return `duration ${formatDuration(value)}`;
  const { message, desc } = value as {
    readonly message: { seconds: bigint; nanos: number };
    readonly desc: { readonly name: string };
  };
  const [seconds, nanos] = [Number(message.seconds), message.nanos];
  return desc.name === "Timestamp"
    ? `timestamp ${formatTimestamp(new Timestamp(seconds, nanos))}`
    : `duration ${formatDuration(new Duration(seconds, nanos))}`;
}

function theirs(text: string): string {
  const bound = text.replace(/\bu\b/g, "3u");
  const outcome = plan(reference, parse(bound))(THEIRS);
  return isCelError(outcome) ? "error" : show(outcome as CelValue);
}

/** Compiled with the types known, and with each variable dyn: both ways of planning must agree. */
function ours(text: string): readonly string[] {
  const dynamic = Object.fromEntries(Object.keys(VARIABLES).map((name) => [name, DYN]));
  const checked = compileExpression(text, environmentOf(VARIABLES));
  const unchecked = compileUnchecked(text, environmentOf(dynamic));
  return [checked, unchecked].map(({ expression, diagnostics }) => {
    // What is found to fail whenever it runs is refused at once: the same failure, told earlier.
    if (expression === undefined)
      return diagnostics.every(({ code }) => code === "constant-fault") ? "error" : JSON.stringify(diagnostics);
    const value = expression.evaluate(frameOf(OURS));
    return isFault(value) ? "error" : show(value);
  });
}

it("gives what another implementation of CEL gives, typed and untyped", () => {
  fc.assert(
    fc.property(wellTyped, (text) => {
      const expected = theirs(text);
      expect(ours(text)).toEqual([expected, expected]);
    }),
    { numRuns: 2000 },
  );
});
