import { join } from "node:path";
import { createProxy } from "@sluice/proxy";
import { beforeAll, describe, expect, test } from "vitest";
import { vectorsDirectory } from "../directory.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { commandTarget } from "./command-target.ts";
import { ControlStarts } from "./control.ts";
import { loadScenarios } from "./scenarios/load.ts";
import { runScenarios } from "./scenarios/run-scenarios.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { sluiceTarget } from "./sluice-target.ts";
import type { LiveSummary } from "./summary.ts";
import type { LiveCase, LiveTarget } from "./target.ts";
import { runLive } from "./vectors/run-live.ts";

/** For a whole file of vectors, on a machine that does other things as well. */
const RUN = 120_000;

/** This project's proxy, as one that tells no codes; `starts` counts. */
function withoutCodes(): LiveTarget & { readonly starts: () => number } {
  const target = sluiceTarget();
  let count = 0;
  return {
    ...target,
    starts: () => count,
    serve: async (live) => {
      count += 1;
      const serving = await target.serve(live);
      return serving.kind === "refused" ? { kind: "refused", message: serving.message } : serving;
    },
  };
}

function notPassed({ results }: LiveSummary) {
  return results.filter(({ kind }) => kind !== "passed" && kind !== "unsupported");
}

let refused: readonly Scenario[];
beforeAll(async () => {
  const loaded = await loadScenarios(join(vectorsDirectory(), "scenarios"));
  refused = loaded.ok ? loaded.scenarios.filter((scenario) => scenario.expect !== undefined) : [];
});
const documents = async () => (await fixedVectors()).filter(({ expect }) => expect.outcome === undefined);

describe("a refusal without codes counts", () => {
  test("of no proxy that starts with nothing at all", { timeout: RUN }, async () => {
    const vectors = (await documents()).filter(({ id }) => id.startsWith("bad-documents/")).slice(0, 20);
    for (const command of ["false", "/nonexistent/proxy"]) {
      const summary = await runLive(vectors, commandTarget(command));
      expect(summary.counts).toMatchObject({ passed: 0, failed: 20 });
      expect(summary.results[0]).toMatchObject({ reason: expect.stringContaining("whatever the policy") });
      const scenarios = await runScenarios(refused, commandTarget(command));
      expect(scenarios.counts).toMatchObject({ passed: 0, failed: refused.length });
    }
  });

  test("where the proxy starts without that policy, or with a plain endpoint", { timeout: RUN }, async () => {
    const target = withoutCodes();
    const vectors = await runLive(await documents(), target);
    expect(notPassed(vectors)).toEqual([]);
    expect(vectors.counts.passed).toBeGreaterThan(150);
    // Those that differ in their policies alone share one.
    expect(target.starts() - vectors.counts.passed).toBeLessThan(vectors.counts.passed / 3);
    expect(notPassed(await runScenarios(refused, target))).toEqual([]);
    expect(refused.length).toBeGreaterThan(10);
  });

  test("as unsupported where the control cannot be served", async () => {
    let isFirst = true;
    const target: LiveTarget = {
      ...sluiceTarget(),
      serve: async () => {
        const was = isFirst;
        isFirst = false;
        return was ? { kind: "refused", message: "" } : { kind: "unsupported", reason: "not that" };
      },
    };
    const [vector] = await documents();
    const summary = await runLive(vector ? [vector] : [], target);
    expect(summary.results).toMatchObject([{ kind: "unsupported", reason: "not that" }]);
  });
});

test("a proxy that cannot listen is at fault, and has refused nothing", async () => {
  const failing = sluiceTarget({
    createProxy: (config, options) => {
      const proxy = createProxy(config, options);
      const place = { address: undefined, port: 1, publicPort: 1 };
      const failure = { kind: "listen", code: "EADDRINUSE", message: "no port is left", ...place } as const;
      proxy.listen = async () => ({ ok: false, failure });
      return proxy;
    },
  });
  const live: LiveCase = {
    configuration: { endpoints: [{ url: "tcp://a.example:1", upstream: { url: "127.0.0.1:1" } }] },
  };
  await expect(failing.serve(live)).rejects.toThrow("no port is left");
  await expect(new ControlStarts(failing).of(live)).rejects.toThrow("no port is left");
});
