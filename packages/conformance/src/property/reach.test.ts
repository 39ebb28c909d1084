import { checkPolicies, compilePolicy, type TraceEntry, type TracePart } from "@sluice/policy";
import { type Answer, answerVector, type Question } from "@sluice/policy/vectors";
import { createX509Checks } from "@sluice/proxy";
import { gen, sample } from "fast-check";
import { expect, test, vi } from "vitest";
import { parse } from "yaml";
import { modelFunctions } from "../model/functions/index.ts";
import { Functions } from "../model/functions/library.ts";
import { macros } from "../model/functions/macros.ts";
import { runModel } from "../model/model.ts";
import { diceOf } from "./dice.ts";
import type { WrittenRule } from "./document.ts";
import { brokenQuestion } from "./documents.ts";
import { randomQuestion } from "./policies.ts";
import { VARIABLES } from "./section-4.ts";

/** What the generators reach, alone: `npm run coverage:generators` measures the branches of what runs here. */
const CASES = 1200;
const BROKEN = 500;
const SECONDS = 1000;
const x509 = createX509Checks();
const samples = sample(gen(), { seed: 2, numRuns: CASES });

interface Run {
  readonly question: Question;
  readonly answer: Answer;
  readonly entries: readonly TraceEntry[];
}

const runs: readonly Run[] = samples.map((generate) => {
  const question = randomQuestion(diceOf(generate));
  const entries: TraceEntry[] = [];
  const answer = answerVector(question, { x509, trace: (entry) => entries.push(entry) });
  return { question, answer, entries };
});

test("most random policies compile, and reach every outcome, step and kind of error", () => {
  const answers = runs.flatMap(({ answer }) => (answer.outcome === undefined ? [] : [answer]));
  expect(answers.length).toBeGreaterThan(0.85 * CASES);
  expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(
    new Set(["continue", "deny", "close", "forward", "error"]),
  );
  expect(new Set(answers.flatMap(({ steps }) => steps ?? []))).toEqual(
    new Set(["client-hello", "terminate-tls", "forward-internal"]),
  );
  const codes = new Set(answers.map(({ error }) => error?.code));
  const wanted = ["expression-failed", "template-failed", "invalid-cidr", "not-tls", "not-handled", "invalid-url"];
  for (const code of wanted) expect(codes).toContain(code);
});

test("a run that nobody looks at, of rules that are found by what they compare, comes to the same", () => {
  const optimized: typeof compilePolicy = (text, options) => compilePolicy(text, { ...options, optimize: "always" });
  for (const { question, answer } of runs) expect(answerVector(question, { x509, compile: optimized })).toEqual(answer);
});

/** Section 3. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  deny: [],
  "close-connection": [],
  "restrict-ips": ["enforce", "allow", "deny", "ip_policies"],
  "terminate-tls": [
    "min_version",
    "max_version",
    "server_certificate",
    "server_private_key",
    "mutual_tls_certificate_authorities",
    "mutual_tls_verification_strategy",
  ],
  "forward-internal": ["url", "on_error"],
  log: ["metadata"],
  "set-vars": ["vars"],
};

test("every action runs, with every field of its configuration", () => {
  const seen = new Set<string>();
  for (const { question, entries } of runs) {
    const { on_tcp_connect: rules } = parse(question.policy) as { on_tcp_connect: readonly WrittenRule[] };
    for (const entry of entries) {
      if (!("action" in entry)) continue;
      seen.add(entry.type);
      const config = rules[entry.rule]?.actions[entry.action]?.config ?? {};
      for (const field of Object.keys(config)) seen.add(`${entry.type} ${field}`);
    }
  }
  const wanted = Object.entries(FIELDS).flatMap(([type, fields]) => [
    type,
    ...fields.map((field) => `${type} ${field}`),
  ]);
  expect(wanted.filter((each) => !seen.has(each))).toEqual([]);
});

test("every variable is evaluated", () => {
  const seen = new Set<string>();
  const visit = ({ source, parts = [] }: TracePart): void => {
    seen.add(source);
    parts.forEach(visit);
  };
  for (const { entries } of runs) for (const entry of entries) if ("expression" in entry) visit(entry);
  const isSeen = (path: string) => seen.has(path) || [...seen].some((source) => source.startsWith(`has(${path}`));
  expect(VARIABLES.filter((path) => !isSeen(path))).toEqual([]);
  expect(VARIABLES.length).toBeGreaterThan(150);
});

test("every function and every macro is evaluated", { timeout: 120 * SECONDS }, () => {
  const wanted = new Set([...modelFunctions({ random: () => 0, secrets: {} }).names(), ...Object.keys(macros)]);
  expect(wanted.size).toBeGreaterThan(150);
  const call = vi.spyOn(Functions.prototype, "call");
  const spies = Object.keys(macros).map((name) => [name, vi.spyOn(macros, name)] as const);
  for (const { question, answer } of runs) {
    if (wanted.size === 0) break;
    if (answer.outcome !== undefined) runModel(question);
    for (const [name] of call.mock.calls) wanted.delete(name);
    for (const [name, spy] of spies) if (spy.mock.calls.length > 0) wanted.delete(name);
    call.mockClear();
  }
  vi.restoreAllMocks();
  expect([...wanted]).toEqual([]);
});

test("broken documents give diagnostics of many kinds, whatever is known of resources", {
  timeout: 120 * SECONDS,
}, () => {
  const codes = new Set<string>();
  for (const generate of samples.slice(0, BROKEN)) {
    const question = brokenQuestion(diceOf(generate));
    const { policy, protocol, resources } = question;
    const checked = [
      answerVector(question, { x509 }),
      answerVector(question),
      checkPolicies(policy, { protocol, resources: { ...resources, x509 } }),
      checkPolicies(policy, { protocol, x509 }),
    ];
    for (const { diagnostics = [] } of checked) for (const { code = "" } of diagnostics) codes.add(code);
  }
  expect(codes.size).toBeGreaterThan(60);
});
