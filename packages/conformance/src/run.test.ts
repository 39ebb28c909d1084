import type { Vector } from "@sluice/policy/vectors";
import { describe, expect, test } from "vitest";
import type { Engine, Result } from "./engine.ts";
import { formatSummary } from "./report/text.ts";
import { runVectors } from "./run.ts";
import { fixedVectors } from "./testing/vectors.ts";

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

describe("an engine that does not tell codes", () => {
  const warned: Vector = { ...vector, mode: "check", expect: { diagnostics: [{ code: "x", severity: "warning" }] } };
  const runOne = async (result: Result) => (await runVectors([warned], always(result))).results[0];

  test("cannot be held to what is only warned of", async () => {
    const unsupported = { id: "t/a", kind: "unsupported", reason: "the engine does not tell codes" };
    expect(await runOne({ diagnostics: [] })).toEqual(unsupported);
    expect(await runOne({ diagnostics: [{ line: 1, severity: "warning" }] })).toEqual(unsupported);
  });

  test("must not refuse what is only warned of", async () => {
    expect(await runOne({ diagnostics: [{ line: 1 }] })).toMatchObject({ kind: "failed" });
  });
});

test("an engine that does tell codes is held to warnings", async () => {
  const warned: Vector = { ...vector, mode: "check", expect: { diagnostics: [{ code: "x", severity: "warning" }] } };
  const answers: readonly Result[] = [
    { codes: true, diagnostics: [{ code: "x", severity: "warning" }] },
    { codes: true, diagnostics: [] },
  ];
  const kinds = answers.map(async (answer) => (await runVectors([warned], always(answer))).results[0]?.kind);
  expect(await Promise.all(kinds)).toEqual(["passed", "failed"]);
});

test.each([{}, { codes: true }])("an engine that says nothing but %o passes nothing", async (answer) => {
  const { results } = await runVectors(await fixedVectors(), always(answer));
  expect(results.filter(({ kind }) => kind !== "failed")).toEqual([]);
});
