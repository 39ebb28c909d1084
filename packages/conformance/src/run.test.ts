import type { Vector } from "@sluice/policy/vectors";
import { describe, expect, test } from "vitest";
import type { Engine, Result } from "./engine.ts";
import { formatSummary } from "./report/text.ts";
import { runVectors } from "./run.ts";

const vector: Vector = { id: "t/a", policy: "", expect: { outcome: "deny" } };
const always = (result: Result): Engine => ({ run: () => Promise.resolve(result) });

test("the engine is not shown what is expected", async () => {
  let seen: object = {};
  const engine: Engine = {
    run: (question) => {
      seen = question;
      return Promise.resolve({ outcome: "deny" });
    },
  };
  await runVectors([vector], engine);
  expect(Object.keys(seen)).toEqual(["id", "policy"]);
});

test("a wrong answer fails with a report that can be read", async () => {
  const summary = await runVectors([vector], always({ outcome: "continue" }));
  expect(summary.ok).toBe(false);
  expect(formatSummary(summary)).toBe(
    't/a: failed\n  outcome\n    expected "deny"\n    actual   "continue"\n0 passed, 1 failed',
  );
});

test("an engine that rejects fails that vector alone", async () => {
  let calls = 0;
  const engine: Engine = {
    run: () => (calls++ === 0 ? Promise.reject(new Error("gone")) : Promise.resolve({ outcome: "deny" })),
  };
  const summary = await runVectors([vector, { ...vector, id: "t/b" }], engine);
  expect(summary.counts).toMatchObject({ passed: 1, failed: 1 });
  expect(formatSummary(summary)).toContain("gone");
});

test("an answer that cannot be compared fails that vector alone", async () => {
  let calls = 0;
  const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`) as never;
  const engine: Engine = { run: () => Promise.resolve({ outcome: calls++ === 0 ? deep : "deny" }) };
  const summary = await runVectors([vector, { ...vector, id: "t/b" }], engine);
  expect(summary.counts).toMatchObject({ passed: 1, failed: 1 });
});

test("unsupported is counted and no pass", async () => {
  const summary = await runVectors([vector], always({ unsupported: "not yet" }));
  expect(summary).toMatchObject({ ok: true, counts: { passed: 0, unsupported: 1 } });
});

test("an effect that no step took fails", async () => {
  const effects = [{ "forward-internal": {} }];
  const summary = await runVectors([{ ...vector, effects }], always({ outcome: "deny", steps: [] }));
  expect(summary.results).toMatchObject([{ kind: "failed", mismatches: [{ path: "effects (forward-internal)" }] }]);
});

describe("known failures", () => {
  const knownFailures = [{ id: "t/a", reason: "not yet" }];

  test("are not failures", async () => {
    const summary = await runVectors([vector], always({ outcome: "continue" }), { knownFailures });
    expect(summary).toMatchObject({ ok: true, counts: { "known-failure": 1 } });
  });

  test("that pass fail the run", async () => {
    const summary = await runVectors([vector], always({ outcome: "deny" }), { knownFailures });
    expect(summary.ok).toBe(false);
    expect(formatSummary(summary)).toContain("t/a: passes, but is listed as a known failure (not yet)");
  });

  test("that name no vector fail the run", async () => {
    const stale = [{ id: "t/gone", reason: "not yet" }];
    const summary = await runVectors([vector], always({ outcome: "deny" }), { knownFailures: stale });
    expect(summary).toMatchObject({ ok: false, staleKnownFailures: ["t/gone"] });
  });
});

test("an engine that does not check is not put to documents that must not compile", async () => {
  const bad: Vector = { ...vector, expect: { diagnostics: [{ line: 1 }] } };
  const warned: Vector = { ...vector, id: "t/b", expect: { outcome: "deny", diagnostics: [{ severity: "warning" }] } };
  const summary = await runVectors([bad, warned], { ...always({ outcome: "deny" }), checks: false });
  expect(summary.counts).toMatchObject({ passed: 1, unsupported: 1 });
});
