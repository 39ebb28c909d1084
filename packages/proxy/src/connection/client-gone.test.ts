import { createTlsTermination } from "@sluice/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { deferred } from "../deferred.ts";
import { buildClientHello } from "../testing/client-hello.ts";
import { ManualClock } from "../testing/clock.ts";
import { dialTcp, tcpPeer } from "../testing/peers.ts";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { continueStep, errorStep, forwardStep, policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, type EndpointSketch, runProxy } from "../testing/proxies.ts";
import { NAME, URL } from "../testing/terminating.ts";

const INTERNAL = "tls://x.internal";
const tls = createTlsTermination({ minVersion: "1.2", maxVersion: "1.3" });

let server: Credentials;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME] });
});

describe("a client that resets its connection while a forward is dialled", () => {
  const forward = `${INTERNAL}:443`;
  test.each<[string, Partial<EndpointSketch>, string]>([
    [
      "meets terminate-tls",
      { policy: policyOf(() => forwardStep(forward, () => terminateStep(tls))) },
      "tls-handshake-failed",
    ],
    [
      "meets agent_tls_termination",
      { policy: policyOf(() => forwardStep(forward, () => continueStep)), agentTermination: tls, upstream: 1 },
      "tls-handshake-failed",
    ],
    [
      "meets another forward",
      { policy: policyOf(() => forwardStep(forward, () => forwardStep(forward))) },
      "upstream-unreachable",
    ],
    ["meets an error", { policy: policyOf(() => forwardStep(forward, () => errorStep("no"))) }, "no"],
  ])("and %s is let go at once", async (_what, endpoint, code) => {
    const clock = new ManualClock();
    const dialled = deferred<void>();
    // Accepts, and never says a word of TLS.
    await using upstream = await tcpPeer(() => dialled.resolve());
    const config = configOf(
      [
        { url: URL, ...endpoint },
        { url: INTERNAL, upstream: `tls://127.0.0.1:${upstream.port}` },
      ],
      { certificates: [server] },
    );
    await using running = await runProxy(config, { clock });
    const client = await dialTcp(running.port(URL));
    client.on("error", () => {});
    client.write(buildClientHello({ serverName: NAME }));
    await dialled.promise;
    client.resetAndDestroy();
    expect((await running.nextEvent()).object.traffic_policy).toMatchObject({ outcome: "error", error: { code } });
    expect(clock.pending).toBe(0);
  });
});
