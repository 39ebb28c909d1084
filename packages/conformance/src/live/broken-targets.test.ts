import { join } from "node:path";
import { compileNode, type Policy, type Step } from "@sluice/policy";
import type { Vector } from "@sluice/policy/vectors";
import { createProxy, loadConfig } from "@sluice/proxy";
import { describe, expect, test } from "vitest";
import { vectorsDirectory } from "../directory.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { loadScenarios } from "./scenarios/load.ts";
import { runScenarios } from "./scenarios/run-scenarios.ts";
import type { Scenario, ScenarioConnection } from "./scenarios/scenario.ts";
import { type SluiceTargetOptions, sluiceTarget } from "./sluice-target.ts";
import type { LiveSummary } from "./summary.ts";
import { runLive } from "./vectors/run-live.ts";

async function vectorsOf(...ids: readonly string[]): Promise<readonly Vector[]> {
  return (await fixedVectors()).filter(({ id }) => ids.includes(id));
}

async function scenariosOf(...ids: readonly string[]): Promise<readonly Scenario[]> {
  const loaded = await loadScenarios(join(vectorsDirectory(), "scenarios"));
  return loaded.ok ? loaded.scenarios.filter(({ id }) => ids.includes(id)) : [];
}

/** A proxy whose policies are not what was compiled. */
function withPolicies(change: (policy: Policy) => Policy): SluiceTargetOptions {
  const compile: typeof compileNode = (node, options) => {
    const policy = compileNode(node, options);
    return policy && change(policy);
  };
  return { loadConfig: (text, options) => loadConfig(text, { ...options, compilePolicy: compile }) };
}

/** The empty policy in place of each. */
const compileNothing: typeof compileNode = (_policy, options) =>
  compileNode({ node: undefined, incomplete: false }, options);

function ending(change: (step: Step) => Step): SluiceTargetOptions {
  return withPolicies((policy) => ({ ...policy, start: (facts, host) => change(policy.start(facts, host)) }));
}

function pathsOf({ results }: LiveSummary): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    results.flatMap((result) =>
      result.kind === "failed" ? [[result.id, result.mismatches.map(({ path }) => path)]] : [],
    ),
  );
}

describe("a vector fails where the proxy", () => {
  test.each<[string, SluiceTargetOptions, string, readonly string[]]>([
    [
      "lets a denied client in",
      ending((step) => (step.kind === "deny" ? { kind: "continue", report: step.report } : step)),
      "restrict-ips/denied-wins-over-allowed",
      ["seen.reached", "seen.greeting", "event.outcome"],
    ],
    [
      "resets where it has to end in order",
      ending((step) => (step.kind === "deny" ? { ...step, kind: "close" } : step)),
      "restrict-ips/denied-wins-over-allowed",
      ["seen.end", "event.outcome"],
    ],
    [
      "names another rule",
      ending((step) => (step.kind === "deny" ? { ...step, rule: step.rule + 1 } : step)),
      "restrict-ips/denied-wins-over-allowed",
      ["event.rule"],
    ],
    [
      "judges a client too late for an alert",
      withPolicies((policy) => ({
        ...policy,
        start: (facts, host) => {
          const step = policy.start(facts, host);
          if (step.kind !== "terminate-tls") return step;
          return { ...step, tls: { ...step.tls, verifyClient: () => ({ ok: true }) } };
        },
      })),
      "mutual-tls/verify-untrusted",
      ["seen.alert"],
    ],
  ])("%s", async (_what, options, id, paths) => {
    const summary = await runLive(await vectorsOf(id), sluiceTarget(options));
    expect(summary.ok).toBe(false);
    expect(pathsOf(summary)[id]).toEqual(expect.arrayContaining([...paths]));
    expect((await runLive(await vectorsOf(id), sluiceTarget())).counts.passed).toBe(1);
  });

  test("starts with a document that must not compile", async () => {
    const lax: SluiceTargetOptions = {
      loadConfig: (text, options) => loadConfig(text, { ...options, compilePolicy: compileNothing }),
    };
    const summary = await runLive(await vectorsOf("bad-documents/unknown-action"), sluiceTarget(lax));
    expect(summary.counts).toMatchObject({ failed: 1, passed: 0 });
  });

  test("does not start with one that must", async () => {
    const strict: SluiceTargetOptions = { loadConfig: () => loadConfig("endpoints: 1") };
    const summary = await runLive(await vectorsOf("terminate-tls/defaults"), sluiceTarget(strict));
    expect(summary.results).toMatchObject([{ kind: "failed", reason: expect.stringContaining("does not start") }]);
  });

  test("does nothing at all", async () => {
    const silent: SluiceTargetOptions = {
      createProxy: (config, options) => createProxy({ ...config, endpoints: [] }, options),
    };
    const summary = await runLive(await vectorsOf("terminate-tls/defaults"), sluiceTarget(silent));
    expect(summary.counts.failed).toBe(1);
  });
});

describe("a scenario fails where the proxy", () => {
  test.each<[string, SluiceTargetOptions, string]>([
    [
      "waits longer for a hello",
      { createProxy: (config, options) => createProxy(config, { ...options, limits: { clientHello: 4_000 } }) },
      "limits/silent-on-tls",
    ],
    [
      "closes an idle connection early",
      { createProxy: (config, options) => createProxy(config, { ...options, limits: { idle: 200_000 } }) },
      "limits/not-idle",
    ],
    [
      "leaves out a termination",
      {
        loadConfig: async (text, options) => {
          const { config, diagnostics } = await loadConfig(text, options);
          if (!config) return { diagnostics };
          const endpoints = config.endpoints.map(({ agentTermination: _, ...endpoint }) => endpoint);
          return { config: { ...config, endpoints }, diagnostics };
        },
      },
      "termination/agent-without-certificate",
    ],
    [
      "lets the first endpoint have every name",
      {
        loadConfig: async (text, options) => {
          const { config, diagnostics } = await loadConfig(text, options);
          const [first] = config?.endpoints ?? [];
          if (!config || !first) return { diagnostics };
          const endpoints = config.endpoints.map((endpoint) => ({ ...first, url: endpoint.url }));
          return { config: { ...config, endpoints }, diagnostics };
        },
      },
      "routing/exact-before-wildcard",
    ],
    [
      "forgets the PROXY header of an upstream",
      {
        loadConfig: async (text, options) => {
          const { config, diagnostics } = await loadConfig(text, options);
          if (!config) return { diagnostics };
          const endpoints = config.endpoints.map(({ upstream, ...endpoint }) => {
            if (!upstream) return endpoint;
            const { proxyProtocol: __, ...rest } = upstream;
            return { ...endpoint, upstream: rest };
          });
          return { config: { ...config, endpoints }, diagnostics };
        },
      },
      "upstreams/proxy-protocol-2",
    ],
  ])("%s", async (_what, options, id) => {
    const summary = await runScenarios(await scenariosOf(id), sluiceTarget(options), { timeout: 2_000 });
    expect(summary.counts).toMatchObject({ failed: 1, passed: 0 });
    expect((await runScenarios(await scenariosOf(id), sluiceTarget())).counts.passed).toBe(1);
  });

  test("starts with a configuration that must not", async () => {
    const lax: SluiceTargetOptions = {
      loadConfig: () =>
        loadConfig("listen: {ports: {5432: 0}}\nendpoints: [{url: 'tcp://a:5432', upstream: {url: 1}}]"),
    };
    const summary = await runScenarios(await scenariosOf("pools/second-without-pooling"), sluiceTarget(lax));
    expect(summary.results).toMatchObject([{ kind: "failed", mismatches: [{ path: "start", expected: "refused" }] }]);
  });
});

test("a scenario about sessions is not passed where none was offered", async () => {
  const [scenario] = await scenariosOf("termination/no-resumption-elsewhere");
  const [, second] = scenario?.connections ?? [];
  if (!scenario || !second) throw new Error("it has two connections");
  // Without the one before there is no session, as with a proxy that never offers any.
  const run = async (connection: ScenarioConnection) =>
    runScenarios([{ ...scenario, connections: [connection] }], sluiceTarget());
  expect((await run(second)).results).toMatchObject([
    { kind: "unsupported", reason: expect.stringContaining("no session") },
  ]);
  expect((await run({ ...second, expect: { ...second.expect, reached: "app" } })).counts.failed).toBe(1);
});
