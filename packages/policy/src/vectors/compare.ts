import type { JsonValue } from "../step.ts";
import type { Answer } from "./answer.ts";
import type { Expectation, ExpectedDiagnostic, StepKind, Vector } from "./vector.ts";

/** One place where an answer is not what was expected. */
export interface Mismatch {
  /** Such as `actions.restrict_ips.matched_cidr` or `logs[0].metadata`. */
  readonly path: string;
  readonly expected: JsonValue | undefined;
  readonly actual: JsonValue | undefined;
}

/** Compares an answer to a vector with what the vector expects; an effect that no step took is a mismatch, too. */
export function compareAnswer(vector: Vector, answer: Answer): readonly Mismatch[] {
  const left = effectsLeft(vector, answer).map(({ kind, given, taken }) => {
    return { path: `effects (${kind})`, expected: given, actual: taken };
  });
  return [...compare(vector.expect, answer, vector.mode === "check"), ...left];
}

/**
 * Whether nothing but codes can show that an answer is right: of a file that is only checked warnings are expected, and
 * no error.
 */
export function needsCodes({ mode, expect: { diagnostics = [] } }: Pick<Vector, "mode" | "expect">): boolean {
  return mode === "check" && diagnostics.length > 0 && !diagnostics.some(isError);
}

/**
 * Compares an answer with what was expected: objects as subsets, lists and scalars exactly; `diagnostics` as
 * {@link compareDiagnostics} says. An engine that does not speak our codes is held to error-or-not and lines.
 * `exactly`: warnings, too, are those that are expected and no others, and an answer without `diagnostics` says nothing.
 */
export function compare(expected: Expectation, actual: Answer, exactly = false): readonly Mismatch[] {
  const { diagnostics, error, ...rest } = expected;
  const mismatches = compareValues(rest as JsonValue, withoutUndefined(actual), "");
  if (error !== undefined && actual.codes === true) {
    mismatches.push(...compareValues(error as JsonValue, actual.error as JsonValue | undefined, "error"));
  }
  if (exactly && actual.diagnostics === undefined) {
    // Else an engine that never answers anything would pass all files in which nothing is wrong.
    mismatches.push({ path: "diagnostics", expected: (diagnostics ?? []) as unknown as JsonValue, actual: undefined });
  } else if (diagnostics !== undefined) {
    mismatches.push(...compareDiagnostics(diagnostics, actual, exactly));
  } else {
    // Without an outcome there is a reason: show it, or the report says only that something is missing.
    const errors = (actual.diagnostics ?? []).filter(isError);
    if (errors.length > 0)
      mismatches.push({ path: "diagnostics", expected: [], actual: errors as unknown as JsonValue });
  }
  return mismatches;
}

/** An effect that no step took means that the vector and the engine disagree on what happens. */
export function effectsLeft({ effects }: Pick<Vector, "effects">, { steps }: Answer): readonly EffectsLeft[] {
  if (steps === undefined) return [];
  const kinds = (effects ?? []).map((effect) => Object.keys(effect)[0] as StepKind);
  return Array.from(new Set(kinds), (kind) => ({
    kind,
    given: kinds.filter((other) => other === kind).length,
    taken: steps.filter((other) => other === kind).length,
  })).filter(({ given, taken }) => taken < given);
}

/** Effects of one kind of which more were given than steps of it were taken. */
export interface EffectsLeft {
  readonly kind: StepKind;
  readonly given: number;
  readonly taken: number;
}

/** A value as a subset of another; the mismatches, with their paths. */
export function compareValues(expected: JsonValue, actual: JsonValue | undefined, path: string): Mismatch[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [{ path, expected, actual }];
    return expected.flatMap((item, index) => compareValues(item, actual[index], `${path}[${index}]`));
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return [{ path, expected, actual }];
    return Object.entries(expected).flatMap(([key, value]) => {
      const there = Object.hasOwn(actual, key) ? actual[key] : undefined;
      return value === undefined ? [] : compareValues(value, there, path === "" ? key : `${path}.${key}`);
    });
  }
  return Object.is(expected, actual) ? [] : [{ path, expected, actual }];
}

/** The errors are exactly the expected ones, in any order; each expected warning is there, others may be. */
function compareDiagnostics(
  expected: readonly ExpectedDiagnostic[],
  { diagnostics: actual = [], codes }: Answer,
  exactly: boolean,
): Mismatch[] {
  if (codes !== true) return compareLines(expected.filter(isError), actual.filter(isError));
  const left = [...actual];
  const missing: ExpectedDiagnostic[] = [];
  // The most precise first, so that a vague one does not take what only a precise one fits.
  for (const wanted of [...expected].sort((a, b) => Object.keys(b).length - Object.keys(a).length)) {
    const found = left.findIndex((given) => fits(wanted, given));
    if (found < 0) missing.push(wanted);
    else left.splice(found, 1);
  }
  const surplus = exactly ? left : left.filter(isError);
  if (missing.length === 0 && surplus.length === 0) return [];
  return [{ path: "diagnostics", expected: missing as unknown as JsonValue, actual: left as unknown as JsonValue }];
}

/** What every engine can be held to: whether the document is refused, and on which lines. */
function compareLines(expected: readonly ExpectedDiagnostic[], actual: readonly ExpectedDiagnostic[]): Mismatch[] {
  const wanted = linesOf(expected);
  const given = linesOf(actual);
  const refused = actual.length > 0 === expected.length > 0;
  if (refused && wanted.every((line) => given.includes(line))) return [];
  return [{ path: "diagnostics", expected: { lines: wanted }, actual: { lines: given, refused: actual.length > 0 } }];
}

function linesOf(diagnostics: readonly ExpectedDiagnostic[]): number[] {
  return diagnostics.flatMap((diagnostic) => (diagnostic.line === undefined ? [] : [diagnostic.line]));
}

function fits(wanted: ExpectedDiagnostic, given: ExpectedDiagnostic): boolean {
  if ((wanted.severity ?? "error") !== (given.severity ?? "error")) return false;
  return (["code", "line", "column", "ngrok"] as const).every(
    (member) => wanted[member] === undefined || wanted[member] === given[member],
  );
}

function isError(diagnostic: ExpectedDiagnostic): boolean {
  return (diagnostic.severity ?? "error") === "error";
}

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withoutUndefined(answer: Answer): JsonValue {
  return JSON.parse(JSON.stringify(answer)) as JsonValue;
}
