import { expect, test } from "vitest";
import { sluiceEngine } from "../engines/sluice.ts";
import { findDisagreement, formatDisagreement } from "./agreement.ts";

/** Fixed in CI; `SLUICE_SEED` and `SLUICE_RUNS` look elsewhere and longer. */
const seed = Number(process.env.SLUICE_SEED ?? 1);
const runs = Number(process.env.SLUICE_RUNS ?? 400);

test("the compiled policy and the model agree on random policies and connections", { timeout: 600_000 }, async () => {
  const found = await findDisagreement(sluiceEngine, { seed, runs });
  expect(found === undefined ? "" : formatDisagreement(found)).toBe("");
});
