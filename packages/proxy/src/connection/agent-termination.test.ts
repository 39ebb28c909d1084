import { createTlsTermination, type Step, type TlsTermination } from "@sluice/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { closedPort, dialTcp, dialTls, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";
import { continueStep, forwardStep, policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, type EndpointSketch, runProxy } from "../testing/proxies.ts";
import { NAME, URL } from "../testing/terminating.ts";

const INTERNAL = "tls://x.internal";

let clients: Authority;
let server: Credentials;
let agent: TlsTermination;

beforeAll(async () => {
  clients = await createAuthority({ commonName: "Clients CA" });
  server = await clients.issue({ commonName: NAME, dnsNames: [NAME] });
  agent = createTlsTermination({ minVersion: "1.2", maxVersion: "1.3", ...server });
});

async function running(sketches: readonly EndpointSketch[]) {
  const upstream = await tcpPeer(echo);
  const endpoints = sketches.map((sketch) =>
    sketch.upstream === undefined ? sketch : { ...sketch, upstream: upstream.port },
  );
  const proxy = await runProxy(configOf(endpoints, { certificates: [server] }));
  return {
    ...proxy,
    reached: () => upstream.accepted.length,
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

async function exchange(port: number, options: Parameters<typeof dialTls>[2] = {}): Promise<string> {
  const client = await dialTls(port, NAME, options);
  client.end("hello");
  return (await readAll(client)).toString();
}

describe("agent_tls_termination", () => {
  test("hands the decrypted stream to the upstream, out of the policy's sight", async () => {
    let seen: unknown;
    const policy = policyOf((facts) => {
      seen = facts.tls;
      return continueStep;
    });
    await using proxy = await running([{ url: URL, upstream: 1, policy, agentTermination: agent }]);
    expect(await exchange(proxy.port(URL))).toBe("hello");
    expect(seen).toBeUndefined();
    expect((await proxy.nextEvent()).object).toMatchObject({
      conn: { server_name: NAME, bytes_in: 5, bytes_out: 5 },
      traffic_policy: { outcome: "continue", error: null },
    });
  });

  test("works without a policy, and with the host's certificate", async () => {
    const bare = createTlsTermination({ minVersion: "1.2", maxVersion: "1.3" });
    await using proxy = await running([{ url: URL, upstream: 1, agentTermination: bare }]);
    expect(await exchange(proxy.port(URL))).toBe("hello");
  });

  test("dials no upstream for a client that does not get through", async () => {
    const clientCertificates = { authorities: [clients.certificate], strategy: "require-and-verify" } as const;
    const mutual = createTlsTermination({ minVersion: "1.2", maxVersion: "1.3", ...server, clientCertificates });
    await using proxy = await running([{ url: URL, upstream: 1, agentTermination: mutual }]);
    const { certificate: cert, privateKey: key } = await clients.issue({ commonName: "client", usage: "client" });
    expect(await exchange(proxy.port(URL), { cert, key })).toBe("hello");
    await proxy.nextEvent();
    await exchange(proxy.port(URL)).catch(() => {});
    expect((await proxy.nextEvent()).object).toMatchObject({
      traffic_policy: { outcome: "error", error: { code: "client-certificate-required" } },
      upstream: null,
    });
    expect(proxy.reached()).toBe(1);
  });

  test("refuses on tcp:// what is no TLS", async () => {
    const url = "tcp://127.0.0.1:1000";
    await using proxy = await running([{ url, upstream: 1, agentTermination: agent }]);
    const client = await dialTcp(proxy.port(url));
    client.end("GET / HTTP/1.0\r\n\r\n");
    expect(await readAll(client)).toHaveLength(0);
    expect((await proxy.nextEvent()).object.traffic_policy.error?.code).toBe("client-hello-not-tls");
    expect(proxy.reached()).toBe(0);
  });

  test("behind a forward is done for the internal endpoint", async () => {
    await using proxy = await running([
      { url: URL, policy: policyOf(() => forwardStep(`${INTERNAL}:443`)) },
      { url: INTERNAL, upstream: 1, agentTermination: agent },
    ]);
    expect(await exchange(proxy.port(URL))).toBe("hello");
    expect((await proxy.nextEvent()).object.traffic_policy.outcome).toBe("forward");
  });

  test("behind a policy that has terminated TLS already is an error", async () => {
    await using proxy = await running([
      { url: URL, policy: policyOf(() => terminateStep({}, () => forwardStep(`${INTERNAL}:443`))) },
      { url: INTERNAL, upstream: 1, agentTermination: agent },
    ]);
    await exchange(proxy.port(URL));
    expect((await proxy.nextEvent()).object.traffic_policy).toMatchObject({
      outcome: "error",
      error: { code: "tls-already-terminated" },
    });
    expect(proxy.reached()).toBe(0);
  });

  test("leaves nothing to go on to where its upstream is out of reach", async () => {
    const { outcome, reached } = await outOfReach({ agentTermination: agent });
    expect(outcome).toEqual(["error", "upstream-unreachable"]);
    expect(reached).toBe(0);
  });
});

describe("terminate-tls behind a forward", () => {
  const terminating = policyOf(() => terminateStep(agent));

  test("leaves nothing to go on to where the upstream is out of reach", async () => {
    const { outcome, reached } = await outOfReach({ policy: terminating });
    expect(outcome).toEqual(["error", "upstream-unreachable"]);
    // It was to get TLS, and would have got the decrypted stream.
    expect(reached).toBe(0);
  });

  test("leaves nothing to go on to behind two forwards either", async () => {
    const next = "tls://y.internal";
    const between = policyOf(() => forwardStep(`${next}:443`, () => continueStep));
    const { outcome, reached } = await outOfReach({ policy: between }, { url: next, policy: terminating });
    expect(outcome).toEqual(["error", "upstream-unreachable"]);
    expect(reached).toBe(0);
  });

  test("in front of it, the policy knows, and goes on", async () => {
    const { outcome, reached } = await outOfReach({}, undefined, (then) => terminateStep(agent, () => then));
    expect(outcome).toEqual(["continue", undefined]);
    expect(reached).toBe(1);
  });
});

/** A policy that goes on to its own upstream when the forward fails; that of the last endpoint is out of reach. */
async function outOfReach(
  inner: Omit<EndpointSketch, "url">,
  last?: EndpointSketch,
  before: (then: Step) => Step = (then) => then,
): Promise<{ outcome: unknown; reached: number }> {
  await using upstream = await tcpPeer(echo);
  const gone = await closedPort();
  const policy = policyOf(() => before(forwardStep(`${INTERNAL}:443`, () => continueStep)));
  const endpoints = [
    { url: URL, upstream: upstream.port, policy },
    { upstream: gone, ...inner, url: INTERNAL },
    ...(last ? [{ upstream: gone, ...last }] : []),
  ];
  await using proxy = await runProxy(configOf(endpoints, { certificates: [server] }));
  await exchange(proxy.port(URL));
  const { outcome, error } = (await proxy.nextEvent()).object.traffic_policy;
  return { outcome: [outcome, error?.code], reached: upstream.accepted.length };
}
