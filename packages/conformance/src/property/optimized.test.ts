import { compilePolicy } from "@sluice/policy";
import { expect, test } from "vitest";
import { sluiceEngineOf } from "../engines/sluice.ts";
import { agreement } from "./agreement.ts";
import { interleaved, sameFactsSameAnswer } from "./laws/purity.ts";
import { formatCounterexample } from "./search.ts";

/** A seed of its own. The policies are too small for the compiler to find that it pays, so it is told to. */
const seed = Number(process.env.SLUICE_SEED ?? 2);
const runs = Number(process.env.SLUICE_RUNS ?? 200);

const engine = sluiceEngineOf((text, options) => compilePolicy(text, { ...options, optimize: "always" }));

test.each([agreement, sameFactsSameAnswer, interleaved])("optimized: $name", { timeout: 600_000 }, async (property) => {
  const found = await property.find(engine, { seed, runs });
  expect(found === undefined ? "" : `${property.law}\n${formatCounterexample(found)}`).toBe("");
});
