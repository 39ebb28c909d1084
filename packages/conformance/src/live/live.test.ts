import { join } from "node:path";
import { type ConnectionEvent, createProxy } from "@sluice/proxy";
import { describe, expect, test } from "vitest";
import { vectorsDirectory } from "../directory.ts";
import { formatResult } from "../report/text.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { loadScenarios } from "./scenarios/load.ts";
import { runScenarios } from "./scenarios/run-scenarios.ts";
import { sluiceTarget } from "./sluice-target.ts";
import type { LiveSummary } from "./summary.ts";
import { LIVE_REASONS } from "./vectors/reasons.ts";
import { runLive } from "./vectors/run-live.ts";

/** For the whole of a run, on a machine that does other things as well. */
const RUN = 300_000;
const TARGET = sluiceTarget();
type Shadow = NonNullable<ConnectionEvent["object"]["shadow_policy"]>;

function failuresOf({ results }: LiveSummary): readonly string[] {
  return results.flatMap((result) => formatResult(result) ?? []);
}

describe("this project's proxy, with real connections", () => {
  test(
    "answers the decision vectors as they say, and starts with no document that must not compile",
    async () => {
      const summary = await runLive(await fixedVectors(), TARGET);
      expect(failuresOf(summary)).toEqual([]);
      expect(summary.ok).toBe(true);
      expect(summary.decisionsRun / summary.decisions).toBeGreaterThanOrEqual(0.95);
      expect(summary.documents).toBeGreaterThan(150);
      // Each that is left out has a reason, and no reason is made up on the way.
      const reasons = new Set<string>(Object.values(LIVE_REASONS));
      const others = summary.results.filter((result) => result.kind === "unsupported" && !reasons.has(result.reason));
      expect(others).toEqual([]);
    },
    RUN,
  );

  test(
    "finds a policy agreed with by itself as a shadow, whatever the connection asks of the world",
    async () => {
      const shadows: Shadow[] = [];
      const target = sluiceTarget({
        createProxy: (config, options) => {
          const endpoints = config.endpoints.map((each) =>
            each.policy ? { ...each, shadowPolicy: each.policy } : each,
          );
          const proxy = createProxy({ ...config, endpoints }, options);
          proxy.onConnectionClosed(({ object: { shadow_policy, internal_shadow_policies = [] } }) => {
            shadows.push(...(shadow_policy ? [shadow_policy] : []), ...internal_shadow_policies);
          });
          return proxy;
        },
      });
      const vectors = (await fixedVectors()).filter(({ expect, effects, connection }) => {
        return expect.outcome !== undefined && (effects !== undefined || connection?.random !== undefined);
      });
      const summary = await runLive(vectors, target);
      expect(failuresOf(summary)).toEqual([]);
      expect(shadows.length).toBeGreaterThan(100);
      expect(shadows.filter(({ agrees, rule, enforced }) => agrees !== true || rule !== enforced.rule)).toEqual([]);
      expect(new Set(shadows.map(({ outcome }) => outcome)).size).toBe(5);
    },
    RUN,
  );

  test(
    "does in every scenario what has to come of it",
    async () => {
      const loaded = await loadScenarios(join(vectorsDirectory(), "scenarios"));
      if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
      const summary = await runScenarios(loaded.scenarios, TARGET);
      expect(failuresOf(summary)).toEqual([]);
      expect(summary.counts).toMatchObject({ passed: loaded.scenarios.length, unsupported: 0 });
      expect(loaded.scenarios.length).toBeGreaterThan(200);
    },
    RUN,
  );
});
