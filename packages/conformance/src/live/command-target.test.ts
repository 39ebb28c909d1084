import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { vectorsDirectory } from "../directory.ts";
import { buildSluiceCommand, type SluiceCommand } from "../testing/sluice-command.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { commandTarget } from "./command-target.ts";
import { loadScenarios } from "./scenarios/load.ts";
import { runScenarios } from "./scenarios/run-scenarios.ts";
import { LIVE_REASONS } from "./vectors/reasons.ts";
import { runLive } from "./vectors/run-live.ts";

/** One for each thing that a process is told otherwise than a proxy in this one. */
const VECTORS = [
  "addresses/mapped-client-is-ipv4",
  "bad-documents/unknown-action",
  "client-hello/sni-lower-case",
  "client-hello/tls-late",
  "client-hello/tls-malformed",
  "deny-and-close/close",
  "forward-internal/after-termination",
  "forward-internal/failure-halts",
  "forward-internal/second-choice-fails-too",
  "forward-internal/tls",
  "interpolation/whole-value-keeps-type",
  "log/typed-values",
  "mutual-tls/certificate-names",
  "mutual-tls/request-none",
  "mutual-tls/verify-expired",
  "mutual-tls/verify-invalid",
  "mutual-tls/verify-not-yet-valid",
  "mutual-tls/verify-revoked",
  "mutual-tls/verify-trusted",
  "mutual-tls/verify-untrusted",
  "mutual-tls/verify-wrong-purpose",
  "restrict-ips/denied-wins-over-allowed",
  "restrict-ips/ip-policy-allows",
  "terminate-tls/later-rules-see-it",
  "terminate-tls/own-certificate",
  "terminate-tls/twice-at-run-time",
];
const SCENARIOS = [
  "events/addresses",
  "pools/share-evenly",
  "proxy-headers/unlisted-speaks-for-itself",
  "routing/unknown-server-name",
  "upstreams/roots",
];
const RUN = 300_000;

let sluice: SluiceCommand;
beforeAll(async () => {
  sluice = await buildSluiceCommand();
}, RUN);
afterAll(() => sluice.remove());

const start = () => commandTarget(`${sluice.command} start --all --no-watch --config`);

describe("`sluice start` as a process", () => {
  test(
    "answers two dozen vectors as they say",
    async () => {
      const vectors = (await fixedVectors()).filter(({ id }) => VECTORS.includes(id));
      expect(vectors.length).toBeGreaterThanOrEqual(24);
      const summary = await runLive(vectors, start(), { parallel: 3, timeout: 60_000 });
      expect(summary.results.filter(({ kind }) => kind !== "passed")).toEqual([]);
    },
    RUN,
  );

  test(
    "and scenarios",
    async () => {
      const loaded = await loadScenarios(join(vectorsDirectory(), "scenarios"));
      const scenarios = loaded.ok ? loaded.scenarios.filter(({ id }) => SCENARIOS.includes(id)) : [];
      const summary = await runScenarios(scenarios, start(), { parallel: 3, timeout: 60_000 });
      expect(summary.results.filter(({ kind }) => kind !== "passed")).toEqual([]);
      expect(summary.counts.passed).toBe(SCENARIOS.length);
    },
    RUN,
  );

  test("but for those that are about time", async () => {
    const loaded = await loadScenarios(join(vectorsDirectory(), "scenarios"));
    const timed = ["limits/idle", "limits/silent-on-tls", "events/times"];
    const scenarios = loaded.ok ? loaded.scenarios.filter(({ id }) => timed.includes(id)) : [];
    expect((await runScenarios(scenarios, commandTarget("false"))).counts).toMatchObject({ unsupported: 3, failed: 0 });
  });

  test("is not asked for what only a clock or draws of the runner's can give", async () => {
    const vectors = await fixedVectors();
    const timed = vectors.filter(({ policy, expect }) => expect.outcome !== undefined && policy.includes("time.now"));
    const drawn = vectors.filter(({ policy, expect }) => expect.outcome !== undefined && policy.includes("rand."));
    expect(timed.length * drawn.length).toBeGreaterThan(0);
    const never = commandTarget("false");
    const reasons = async (some: typeof vectors) =>
      new Set((await runLive(some, never)).results.map((result) => ("reason" in result ? result.reason : result.kind)));
    expect(await reasons(timed)).toEqual(new Set([LIVE_REASONS.clock]));
    expect(await reasons(drawn)).toEqual(new Set([LIVE_REASONS.draws]));
  });
});

describe("another command", () => {
  const one = async () => (await fixedVectors()).filter(({ id }) => id === "restrict-ips/denied-wins-over-allowed");

  test("that ends has refused its configuration, and has said why", async () => {
    const summary = await runLive(await one(), commandTarget("echo no such thing >&2; false"));
    expect(summary.results).toMatchObject([{ kind: "failed", reason: "the proxy does not start: no such thing" }]);
  });

  test("that never listens fails the vector, and is ended", async () => {
    const target = commandTarget("sleep 600; :", { startTimeout: 300 });
    expect((await runLive(await one(), target)).results).toMatchObject([
      { kind: "failed", reason: expect.stringContaining("does not listen") },
    ]);
  });
});
