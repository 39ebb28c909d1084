import { setTimeout as delay } from "node:timers/promises";
import type { Mismatch } from "@sluice/policy/vectors";
import type { LiveConfiguration, LiveEndpoint } from "../configuration.ts";
import { ControlStarts, withPlainEndpoint } from "../control.ts";
import { within } from "../parallel.ts";
import {
  DEFAULT_TIMEOUT,
  failed,
  type LiveResult,
  type LiveRunOptions,
  type LiveSummary,
  summarize,
  unsupported,
} from "../summary.ts";
import type { LiveCase, LiveServer, LiveServing, LiveTarget } from "../target.ts";
import { connectScenario } from "./connect.ts";
import { gotSince, judgeConnection, notShown } from "./judge.ts";
import { ScenarioCertificates, ScenarioMaterials } from "./materials.ts";
import type { Scenario, ScenarioConnection, ScenarioEndpoint } from "./scenario.ts";

/** Silences longer than that are for targets whose clock is the runner's; in seconds. */
const LONGEST_SILENCE = 5;

/** Runs scenarios against a target. Never rejects because of what a target does. */
export function runScenarios(
  scenarios: readonly Scenario[],
  target: LiveTarget,
  options: LiveRunOptions = {},
): Promise<LiveSummary> {
  const { timeout = DEFAULT_TIMEOUT } = options;
  const run = { target, controls: new ControlStarts(target), certificates: new ScenarioCertificates(), timeout };
  return summarize(scenarios, options, (scenario) => runScenario(scenario, run));
}

interface Run {
  readonly target: LiveTarget;
  readonly controls: ControlStarts;
  readonly certificates: ScenarioCertificates;
  readonly timeout: number;
}

async function runScenario(scenario: Scenario, run: Run): Promise<LiveResult> {
  const { target, certificates } = run;
  const { id } = scenario;
  const reason = hindranceOf(scenario, target);
  if (reason !== undefined) return unsupported(id, reason);
  const materials = new ScenarioMaterials(certificates);
  try {
    const live = await caseOf(scenario, materials);
    const mismatches = await judgeServing(scenario, await target.serve(live), { ...run, live, materials });
    if (typeof mismatches === "string") return unsupported(id, mismatches);
    const expectations = scenario.connections?.map(({ expect }) => expect) ?? [];
    const hidden = expectations.flatMap((expect) => notShown(expect, target.abilities.events));
    return {
      result: mismatches.length === 0 ? { id, kind: "passed" } : { id, kind: "failed", mismatches },
      notShown: [...new Set(hidden)],
    };
  } catch (error) {
    return failed(id, error instanceof Error ? error.message : String(error));
  } finally {
    await materials.close();
  }
}

function hindranceOf({ connections = [], start }: Scenario, { abilities }: LiveTarget): string | undefined {
  if (abilities.clock) return undefined;
  const silence = connections.flatMap(({ steps = [] }) => steps.map((step) => ("wait" in step ? step.wait : 0)));
  const isLong = silence.reduce((sum, each) => sum + each, 0) > LONGEST_SILENCE;
  // Exact times, in the counters of the event, are those of a clock that stands still.
  const isExact = /_ms"/.test(JSON.stringify(connections.map(({ expect }) => expect.event ?? {})));
  return isLong || isExact || start !== undefined
    ? "the target's clock cannot be set, and the scenario is about time"
    : undefined;
}

async function caseOf(scenario: Scenario, materials: ScenarioMaterials): Promise<LiveCase> {
  const { configuration, listed, roots, start } = scenario;
  const endpoints = configuration.endpoints.map(withUpstream);
  const filled = await materials.fill({ configuration: { ...configuration, endpoints }, roots });
  return {
    configuration: filled.configuration as LiveConfiguration,
    ...(listed === undefined ? {} : { listed }),
    ...(filled.roots === undefined ? {} : { roots: filled.roots }),
    ...(start === undefined ? {} : { start: new Date(start) }),
  };
}

function withUpstream({ upstream, ...rest }: ScenarioEndpoint): LiveEndpoint {
  if (upstream === undefined) return rest;
  return { ...rest, upstream: typeof upstream === "string" ? { url: `127.0.0.1:{port:${upstream}}` } : upstream };
}

interface Around extends Run {
  readonly live: LiveCase;
  readonly materials: ScenarioMaterials;
}

/** A text is a reason why the target cannot serve it. */
async function judgeServing(
  { expect, connections = [], listed = true }: Scenario,
  serving: LiveServing,
  around: Around,
): Promise<readonly Mismatch[] | string> {
  switch (serving.kind) {
    case "unsupported":
      return serving.reason;
    case "refused": {
      if (expect === undefined) return [{ path: "start", expected: "listening", actual: serving.message }];
      const { codes } = serving;
      if (codes === undefined) return judgeRefusal(around);
      const isTold = expect.codes === undefined || sameCodes(expect.codes, codes);
      return isTold ? [] : [{ path: "expect.codes", expected: [...(expect.codes ?? [])], actual: [...codes] }];
    }
    case "serving":
      try {
        if (expect !== undefined) return [{ path: "start", expected: "refused", actual: "listening" }];
        return await judgeConnections(connections, serving.server, { ...around, listed });
      } finally {
        await serving.server.close();
      }
  }
}

/** A refusal that tells no codes is one of these endpoints if the target starts with a plain one. */
async function judgeRefusal({ live, controls }: Around): Promise<readonly Mismatch[] | string> {
  const control = await controls.of(withPlainEndpoint(live));
  switch (control.kind) {
    case "unsupported":
      return control.reason;
    case "refused":
      throw new Error(`the proxy refuses this configuration whatever its endpoints: ${control.message}`);
    case "listens":
      return [];
  }
}

function sameCodes(expected: readonly string[], actual: readonly string[]): boolean {
  return [...new Set(actual)].sort().join() === [...new Set(expected)].sort().join();
}

async function judgeConnections(
  connections: readonly ScenarioConnection[],
  server: LiveServer,
  { materials, certificates, timeout, listed }: Around & { readonly listed: boolean },
): Promise<readonly Mismatch[] | string> {
  const upstreams = await materials.upstreams();
  const mismatches: Mismatch[] = [];
  let session: Buffer | undefined;
  let isOffered = true;
  for (const [index, connection] of connections.entries()) {
    const greeted: string[] = [];
    for (let count = connection.repeat ?? 1; count > 0; count -= 1) {
      isOffered &&= session !== undefined || !isAboutSession(connection);
      const before = new Map(upstreams.map((upstream) => [upstream, upstream.received.length]));
      const options = { server, certificates, listed, session, silence: delay };
      const done = await within(timeout, connectScenario(connection, options));
      session = done.session;
      await within(timeout, Promise.all(upstreams.map((upstream) => upstream.quiet())));
      const outcome = { ...done.observation, got: gotSince(upstreams, before) };
      if (outcome.seen.reached !== undefined) greeted.push(outcome.seen.reached);
      mismatches.push(...at(index, judgeConnection(connection.expect, outcome)));
    }
    mismatches.push(...at(index, judgeReached(connection, greeted)));
  }
  return isOffered || mismatches.length > 0 ? mismatches : "the target offers no session that it could resume wrongly";
}

/** Whether it says something only with a session of the connection before. */
function isAboutSession({ tls, expect }: ScenarioConnection): boolean {
  return tls?.resume === true && expect.tls?.resumed !== undefined;
}

function judgeReached({ expect: { reached }, repeat = 1 }: ScenarioConnection, greeted: readonly string[]): Mismatch[] {
  if (reached === undefined || reached === null) return [];
  const expected = typeof reached === "string" ? { [reached]: repeat } : reached;
  const actual: Record<string, number> = {};
  for (const name of greeted) actual[name] = (actual[name] ?? 0) + 1;
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  const isSame = [...names].every((name) => expected[name] === actual[name]);
  return isSame ? [] : [{ path: "reached", expected, actual }];
}

function at(index: number, mismatches: readonly Mismatch[]): Mismatch[] {
  return mismatches.map((mismatch) => ({ ...mismatch, path: `connections[${index}].${mismatch.path}` }));
}
