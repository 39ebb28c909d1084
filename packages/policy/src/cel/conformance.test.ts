import { describe, expect, it } from "vitest";
import { compileExpression, compileUnchecked } from "./compile-expression.ts";
import { EXPECTED_MISSES } from "./testing/expected-misses.ts";
import { identical, type SpecTest, specTests } from "./testing/spec-tests.ts";
import { isFault } from "./value.ts";

/** cel-spec's files for the language itself, and the extensions that are built so far. */
const CORE = [
  "basic",
  "comparisons",
  "conversions",
  "fields",
  "fp_math",
  "integer_math",
  "lists",
  "logic",
  "macros",
  "namespace",
  "parse",
  "plumbing",
  "string",
  "timestamps",
];
const EXTENSIONS = ["bindings_ext", "block_ext", "encoders_ext", "macros2", "math_ext", "optionals", "string_ext"];

/** What is wrong, or `undefined`. */
function run({ expression, environment, frame, unchecked, expected }: SpecTest): string | undefined {
  const compile = unchecked ? compileUnchecked : compileExpression;
  const { expression: compiled, diagnostics } = compile(expression, environment);
  if (compiled === undefined) {
    return expected === undefined
      ? undefined
      : diagnostics.map(({ code, message }) => `${code}: ${message}`).join("; ");
  }
  const value = compiled.evaluate(frame);
  if (isFault(value)) return expected === undefined ? undefined : `fault ${value.code}: ${value.message}`;
  if (expected === undefined) return "does not fail";
  return identical(value, expected) ? undefined : "another value";
}

describe.each([...CORE, ...EXTENSIONS])("cel-spec %s", (file) => {
  const all = specTests(file);
  it.each(all.map((test) => [test.id, test] as const))("%s", (id, test) => {
    const failure = run(test);
    const reason = EXPECTED_MISSES.get(id);
    if (reason === undefined) expect(failure, test.expression).toBeUndefined();
    else expect(failure, `passes now, although: ${reason}`).toBeDefined();
  });
});

it("leaves out no tests but those of protobuf messages", () => {
  const counts = [CORE, EXTENSIONS].map((files) => files.flatMap((file) => specTests(file)).length);
  expect(counts).toEqual([1081, 544]);
});

it("lists as expected misses tests that exist", () => {
  const ids = new Set([...CORE, ...EXTENSIONS].flatMap((file) => specTests(file).map(({ id }) => id)));
  expect(Array.from(EXPECTED_MISSES.keys()).filter((id) => !ids.has(id))).toEqual([]);
});
