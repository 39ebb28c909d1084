import { checkPolicies, compilePolicy, type Diagnostic, type TraceEntry } from "@sluice/policy";
import { answerVector, type Question } from "@sluice/policy/vectors";
import { gen, sample } from "fast-check";
import { expect, test } from "vitest";
import { isMap, isSeq, parseDocument } from "yaml";
import { connection, effects } from "./connections.ts";
import { diceOf } from "./dice.ts";
import { randomQuestion } from "./policies.ts";

const POLICIES = 500;
const CONNECTIONS = 8;

/** Random policies that compile, each with the connections that it is run on. */
const samples = sample(gen(), { seed: 4, numRuns: POLICIES }).flatMap((generate) => {
  const dice = diceOf(generate);
  const question = randomQuestion(dice);
  const { protocol = "tcp", resources } = question;
  const more = Array.from({ length: CONNECTIONS }, () => ({
    ...question,
    connection: connection(dice, protocol, resources?.ip_intelligence !== undefined),
    effects: effects(dice),
  }));
  const { policy } = compilePolicy(question.policy, { protocol, resources: resources ?? {} });
  return policy === undefined ? [] : [[question, ...more]];
});

function lintsOf({ policy, protocol, resources = {} }: Question): readonly Diagnostic[] {
  return checkPolicies(policy, { protocol, resources }).diagnostics;
}

function traceOf(question: Question): readonly TraceEntry[] {
  const trace: TraceEntry[] = [];
  answerVector(question, { trace: (entry) => trace.push(entry) });
  return trace;
}

/** Offsets of the rules, to know which one a diagnostic points at. */
function rulesOf(policy: string): readonly (readonly [start: number, end: number])[] {
  const list = parseDocument(policy).get("on_tcp_connect");
  if (!isSeq(list)) return [];
  return list.items.map((item) => (isMap(item) && item.range ? [item.range[0], item.range[1]] : [0, 0]));
}

test("what lints say can never happen does not happen", () => {
  const seen = { "condition-never-true": 0, "condition-always-true": 0, "rule-never-reached": 0 };
  for (const questions of samples) {
    const [first] = questions as [Question];
    const rules = rulesOf(first.policy);
    const told = lintsOf(first).filter(({ code }) => Object.hasOwn(seen, code));
    if (told.length === 0) continue;
    const traces = questions.flatMap(traceOf);
    for (const { code, range, message } of told) {
      seen[code as keyof typeof seen]++;
      const at = range.start.offset;
      const rule = rules.findIndex(([start, end]) => start <= at && at < end);
      const ran = traces.some((entry) => "action" in entry && entry.rule === rule);
      const wasFalse = traces.some(
        (entry) => "expression" in entry && entry.range.start.offset === at && entry.value === false,
      );
      const happened = code === "condition-always-true" ? wasFalse : ran;
      expect(happened, `${code} at ${at}: ${message}\n${first.policy}`).toBe(false);
    }
  }
  // Enough of each that a mistake in one would show.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
});

test("a lint keeps no policy from compiling, and compilePolicy says none", () => {
  for (const [question] of samples) {
    const { policy, protocol, resources = {} } = question as Question;
    const { diagnostics } = compilePolicy(policy, { protocol, resources });
    const told = checkPolicies(policy, { protocol, resources }).diagnostics;
    expect(told.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(told).toEqual(expect.arrayContaining([...diagnostics]));
  }
});
