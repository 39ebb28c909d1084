import { fileURLToPath } from "node:url";
import { compareAnswer, type Expectation, type Question, type Vector } from "@sluice/policy/vectors";
import fc from "fast-check";
import { expect, test } from "vitest";
import { peerPath, requirePeer } from "../../../proxy/src/e2e/testing/peers.ts";
import type { Result } from "../engine.ts";
import { formatSummary } from "../report/text.ts";
import { runAll } from "../run-all.ts";
import { editedPolicy } from "../testing/edited-policy.ts";
import { HARD_POLICIES, HARD_SITUATIONS, NO_QUESTIONS } from "../testing/hard-questions.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { loadWireVectors } from "../wire/load.ts";
import { commandEngine } from "./command.ts";
import { runSluice } from "./sluice.ts";

const EXAMPLE = fileURLToPath(new URL("../../../../examples/conformance/engine.py", import.meta.url));

/** Somewhat less than what it answers, and rightly; more vectors only add to it. */
const FLOOR = 480;

test("the example engine answers what it knows, and refuses the rest: nothing is wrong", async (context) => {
  requirePeer(context, "python3");
  const wire = await loadWireVectors();
  if (!wire.ok) throw new Error(wire.problems.join("\n"));
  const vectors = await fixedVectors();
  const engine = commandEngine(`${JSON.stringify(peerPath("python3"))} ${JSON.stringify(EXAMPLE)}`);
  try {
    const summary = await runAll({ vectors, wire: wire.vectors }, engine);
    expect(summary.ok, formatSummary(summary)).toBe(true);
    expect(summary.counts.failed).toBe(0);
    expect(summary.counts.passed).toBeGreaterThanOrEqual(FLOOR);
    expect(summary.counts.unsupported).toBe(vectors.length + wire.vectors.length - summary.counts.passed);
  } finally {
    await engine.close?.();
  }
});

test("it has an opinion on documents that are wrong, on refusals and on forwards", async (context) => {
  requirePeer(context, "python3");
  const engine = commandEngine(`${JSON.stringify(peerPath("python3"))} ${JSON.stringify(EXAMPLE)}`);
  const ask = (policy: string) => engine.run({ id: "t/a", policy });
  try {
    expect(await ask("on_tcp_connect:\n  - actions:\n      - type: denny\n")).toEqual({ diagnostics: [{ line: 3 }] });
    expect(await ask("on_tcp_connect: [{ actions: [{ type: deny }] }]")).toMatchObject({ outcome: "deny", rule: 0 });
    expect(
      await ask(
        "on_tcp_connect: [{ actions: [{ type: forward-internal, config: { url: 'tcp://db.internal:5432' } }] }]",
      ),
    ).toMatchObject({ outcome: "forward", url: "tcp://db.internal:5432", steps: ["forward-internal"] });
    const request = `on_tcp_connect: [{ actions: [{ type: terminate-tls, config: { mutual_tls_verification_strategy: request } }] }]`;
    expect(await engine.run({ id: "t/b", policy: request, connection: { tls: {} } })).toMatchObject({
      actions: { terminate_tls: { error: { code: "client-certificate-required" } } },
    });
    expect(await ask("on_tcp_connect: [{ expressions: ['1 + 1 == 2'], actions: [{ type: deny }] }]")).toEqual({
      unsupported: "function +",
    });
  } finally {
    await engine.close?.();
  }
});

/** What the compiler answers, as a vector would expect it of an engine without codes. */
function expectedOf(question: Omit<Vector, "expect">): Expectation {
  const { diagnostics, outcome, rule, action, url, steps, logs, vars } = runSluice(question);
  const errors = diagnostics?.filter(({ severity }) => severity === "error") ?? [];
  const expected = errors.length > 0 ? { diagnostics: errors } : { outcome, rule, action, url, steps, logs, vars };
  return JSON.parse(JSON.stringify(expected)) as Expectation;
}

test("on policies that are easily taken for others, and on questions at the edges, it agrees, or refuses", async (context) => {
  requirePeer(context, "python3");
  const engine = commandEngine(`${JSON.stringify(peerPath("python3"))} ${JSON.stringify(EXAMPLE)}`);
  const questions = [...HARD_POLICIES.map((policy) => ({ policy })), ...HARD_SITUATIONS];
  const wrong: unknown[] = [];
  try {
    for (const [index, question] of questions.entries()) {
      const asked = { id: `hard/${index}`, ...question };
      const answer = await engine
        .run(asked)
        .catch((error: unknown) => ({ outcome: String(error) }) as unknown as Result);
      if ("unsupported" in answer) continue;
      const mismatches = compareAnswer({ ...asked, effects: [], expect: expectedOf(asked) }, answer);
      if (mismatches.length > 0) wrong.push({ question, mismatches });
    }
    expect(wrong).toEqual([]);
  } finally {
    await engine.close?.();
  }
});

test("what is no question of the format is never answered", async (context) => {
  requirePeer(context, "python3");
  const engine = commandEngine(`${JSON.stringify(peerPath("python3"))} ${JSON.stringify(EXAMPLE)}`);
  const wrong: unknown[] = [];
  try {
    for (const question of NO_QUESTIONS) {
      const answer = await engine.run(question as Question).catch((error: unknown) => ({ died: String(error) }));
      if (!("unsupported" in answer)) wrong.push({ question, answer });
    }
    expect(wrong).toEqual([]);
  } finally {
    await engine.close?.();
  }
});

test("on policies that were edited at random it agrees with the compiler, or refuses", {
  timeout: 60_000,
}, async (context) => {
  requirePeer(context, "python3");
  const engine = commandEngine(`${JSON.stringify(peerPath("python3"))} ${JSON.stringify(EXAMPLE)}`);
  const vectors = (await fixedVectors()).map(({ expect: _, ...question }) => question);
  const answered = new Set<string>();
  try {
    const asked = [];
    for (const vector of vectors) if (!("unsupported" in (await engine.run(vector)))) asked.push(vector);
    await fc.assert(
      fc.asyncProperty(editedPolicy(asked), async (question) => {
        const answer = await engine.run(question);
        if ("unsupported" in answer) return;
        answered.add(question.policy);
        const vector = { ...question, effects: [], expect: expectedOf(question) };
        expect(compareAnswer(vector, answer), question.policy).toEqual([]);
      }),
      { seed: 20261121, numRuns: 3000 },
    );
    expect(answered.size).toBeGreaterThan(50);
  } finally {
    await engine.close?.();
  }
});
