import type { Vector } from "@sluice/policy/vectors";
import { beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "./engine.ts";
import { sluiceTarget } from "./live/sluice-target.ts";
import { runLive } from "./live/vectors/run-live.ts";
import { findDisagreement } from "./property/agreement.ts";
import { runVectors } from "./run.ts";
import { brokenEngine } from "./testing/broken.ts";
import { type BrokenCopy, brokenCopy, CLASSICAL_BUGS } from "./testing/broken-compiler.ts";
import { fixedVectors } from "./testing/vectors.ts";

describe.each(CLASSICAL_BUGS)("$name", (bug) => {
  let copy: BrokenCopy;
  let engine: Engine;
  let vectors: readonly Vector[];
  beforeAll(async () => {
    copy = await brokenCopy(bug);
    engine = brokenEngine(bug.name, copy);
    vectors = (await fixedVectors()).filter(({ tags }) => tags?.includes("security"));
  });

  test("is caught by a vector that is tagged `security`", async () => {
    const { results } = await runVectors(vectors, engine);
    const failed = results.filter(({ kind }) => kind === "failed");
    expect(failed.length).toBeGreaterThan(0);
    // It is the bug that fails, and not the copy.
    expect(failed.length).toBeLessThan(vectors.length / 4);
  });

  test("is caught by the property, with a case that can be read", { timeout: 120_000 }, async () => {
    const found = await findDisagreement(engine, { seed: 1, runs: 3000 });
    expect(found?.mismatches.length).toBeGreaterThan(0);
    // Certificates and keys are long, and nobody reads them.
    const read = found?.vector.policy.replace(/-----BEGIN[\s\S]*?-----END [A-Z ]+-----/g, "");
    expect(read?.length).toBeLessThan(2000);
  });

  test("is caught by a connection that gets through a proxy", { timeout: 120_000 }, async () => {
    const decisions = vectors.filter(({ expect: { outcome } }) => outcome !== undefined);
    const { results } = await runLive(decisions, sluiceTarget(copy));
    const failed = results.filter((result) => result.kind === "failed");
    // Somebody has reached an upstream who must not.
    expect(failed.flatMap(({ mismatches }) => mismatches).map(({ path }) => path)).toContain("seen.greeting");
    expect(failed.length).toBeLessThan(decisions.length / 4);
  });
});

test("a copy without its bug is refused", async () => {
  const [bug] = CLASSICAL_BUGS;
  if (bug === undefined) throw new Error("there is no bug");
  await expect(brokenCopy({ ...bug, right: "what nobody wrote" })).rejects.toThrow("does not stand once");
});
