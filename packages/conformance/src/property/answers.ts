import type { JsonValue } from "@sluice/policy";
import { compareValues, type Expectation, type Mismatch, type Question, type Vector } from "@sluice/policy/vectors";
import type { Answer, Engine, Result } from "../engine.ts";
import { modelEngine } from "../model/model.ts";

/** What a compiler may refuse of a random policy: what always fails, or never can be true, since constants make it so. */
const REFUSABLE: ReadonlySet<string> = new Set([
  "constant-fault",
  "expression-too-large",
  "address-compared-with-cidr",
  "address-spelling",
]);

/** Whether an engine refuses a random policy for what only its constants are to blame. Then a law says nothing. */
export function isRefused({ diagnostics = [] }: Answer): boolean {
  const errors = diagnostics.filter(({ severity = "error" }) => severity === "error");
  return errors.length > 0 && errors.every(({ code }) => REFUSABLE.has(code ?? ""));
}

/** An engine's answer to a random case; one that has none breaks the contract. */
export async function ask(engine: Engine, question: Question): Promise<Answer> {
  const result = await engine.run(question);
  if ("unsupported" in result) throw new Error(`a random case is unsupported: ${result.unsupported}`);
  return result;
}

/** Everything that both must say alike; messages and warnings are each engine's own. */
export function comparable(answer: Answer): Answer {
  const { outcome, rule, action, url, steps, logs, vars, actions, error, diagnostics } = answer;
  const errors = (diagnostics ?? []).filter(({ severity }) => (severity ?? "error") === "error");
  const code = error?.code === undefined ? {} : { error: { code: error.code } };
  const told = { outcome, rule, action, url, steps, logs, vars, actions, ...code };
  const text = JSON.stringify({ ...told, ...(errors.length === 0 ? {} : { diagnostics: errors }) }, withoutMessages);
  return JSON.parse(text) as Answer;
}

/** Of results of actions; a code stays. */
function withoutMessages(this: unknown, key: string, value: unknown): unknown {
  const isError = key === "message" && typeof this === "object" && this !== null && "code" in this;
  return isError ? undefined : value;
}

const SECRET = "«secret»";

/** Where two answers differ. What an engine does not show, since it may derive from a secret, is not compared: it may hide more. */
export function differences(expected: JsonValue, actual: JsonValue): Mismatch[] {
  const there = compareValues(expected, actual, "");
  const seen = new Set(there.map((mismatch) => mismatch.path));
  const surplus = compareValues(actual, expected, "").filter((mismatch) => !seen.has(mismatch.path));
  const all = [...there, ...surplus.map((m) => ({ path: m.path, expected: m.actual, actual: m.expected }))];
  return all.filter((mismatch) => mismatch.actual !== SECRET);
}

/** Whether the connection got to an upstream, its own or another. */
export function isLetIn({ outcome }: Answer): boolean {
  return outcome === "continue" || outcome === "forward";
}

/** A random case with the reference's answer, so that it can be put into a topic file. */
export async function vectorOf(question: Question): Promise<Vector> {
  const result: Result = await modelEngine.run(question);
  if ("unsupported" in result) throw new Error(`a random case is beyond the model: ${result.unsupported}`);
  const { codes: _, ...expect } = comparable(result);
  return { ...question, expect: expect satisfies Expectation };
}
