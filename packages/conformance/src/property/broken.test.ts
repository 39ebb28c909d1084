import { beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../engine.ts";
import { runVectors } from "../run.ts";
import { brokenEngine } from "../testing/broken.ts";
import { brokenCopy, CLASSICAL_BUGS } from "../testing/broken-compiler.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { findDisagreement } from "./agreement.ts";

describe.each(CLASSICAL_BUGS)("$name", (bug) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = brokenEngine(bug.name, await brokenCopy(bug));
  });

  test("is caught by a vector that is tagged `security`", async () => {
    const vectors = (await fixedVectors()).filter(({ tags }) => tags?.includes("security"));
    const { results } = await runVectors(vectors, engine);
    const failed = results.filter(({ kind }) => kind === "failed");
    expect(failed.length).toBeGreaterThan(0);
    // It is the bug that fails, and not the copy.
    expect(failed.length).toBeLessThan(vectors.length / 4);
  });

  test("is caught by the property, with a case that can be read", { timeout: 120_000 }, async () => {
    const found = await findDisagreement(engine, { seed: 1, runs: 3000 });
    expect(found?.mismatches.length).toBeGreaterThan(0);
    expect(found?.vector.policy.length).toBeLessThan(2000);
  });
});

test("a copy without its bug is refused", async () => {
  const [bug] = CLASSICAL_BUGS;
  if (bug === undefined) throw new Error("there is no bug");
  await expect(brokenCopy({ ...bug, right: "what nobody wrote" })).rejects.toThrow("does not stand once");
});
