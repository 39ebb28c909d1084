import { compilePolicy } from "@sluice/policy";
import { expect, test } from "vitest";
import { sluiceEngineOf } from "../engines/sluice.ts";
import { PROPERTIES } from "./properties.ts";
import { formatCounterexample } from "./search.ts";

/** Fixed in CI; `SLUICE_SEED` and `SLUICE_RUNS` look elsewhere and longer. */
const seed = Number(process.env.SLUICE_SEED ?? 1);
const runs = Number(process.env.SLUICE_RUNS ?? 200);

/** Lints look at how a document is written, and are no part of what it means. */
const engine = sluiceEngineOf(compilePolicy);

test.each(PROPERTIES)("$name", { timeout: 600_000 }, async (property) => {
  const found = await property.find(engine, { seed, runs });
  expect(found === undefined ? "" : `${property.law}\n${formatCounterexample(found)}`).toBe("");
});
