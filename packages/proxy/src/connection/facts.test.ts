import { AddressSet, type CertificateFacts, type ConnectionFacts, compilePolicy, type Policy } from "@sluice/policy";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { ProxyConfig } from "../config/config.ts";
import { IpIntelligence } from "../intelligence/index.ts";
import { encodeProxyHeader } from "../proxy-protocol/index.ts";
import { dialTcp, dialTls, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";
import { continueStep, forwardStep, policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, type EndpointSketch, runProxy } from "../testing/proxies.ts";
import { countShapes } from "../testing/same-shape.ts";

const NAME = "app.example.com";
const TLS = `tls://${NAME}`;
const TCP = "tcp://db.example.com:5432";
const INTERNAL = "tls://x.internal:1";

/** What has been computed, or read, since a test began. */
const { fingerprints, certificateReads } = vi.hoisted(() => ({
  fingerprints: [] as string[],
  certificateReads: [] as string[],
}));

vi.mock("../client-hello/ja4.ts", async (importOriginal) => {
  const original = await importOriginal<typeof import("../client-hello/ja4.ts")>();
  return {
    ...original,
    ja4: (...hello: Parameters<typeof original.ja4>) => {
      fingerprints.push("computed");
      return original.ja4(...hello);
    },
  };
});

vi.mock("@sluice/policy/x509", async (importOriginal) => {
  const original = await importOriginal<typeof import("@sluice/policy/x509")>();
  const watched = (facts: CertificateFacts) =>
    new Proxy(facts, {
      get: (target, field) => {
        certificateReads.push(String(field));
        return Reflect.get(target, field);
      },
    });
  return {
    ...original,
    parseCertificate: (der: Uint8Array) => {
      const parsed = original.parseCertificate(der);
      return parsed.kind === "certificate" && certificatesAreWatched
        ? { ...parsed, facts: watched(parsed.facts) }
        : parsed;
    },
  };
});

let certificatesAreWatched = false;
let authority: Authority;
let server: Credentials;
let client: Credentials;
let upstream: Peer;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME] });
  client = await authority.issue({ commonName: "client", usage: "client" });
  upstream = await tcpPeer(echo);
});

afterAll(() => upstream[Symbol.asyncDispose]());

beforeEach(() => {
  fingerprints.length = 0;
  certificateReads.length = 0;
});

afterEach(() => {
  certificatesAreWatched = false;
});

type Told = Parameters<typeof encodeProxyHeader>[1]["source"];

/** Terminates TLS, asking for a certificate, and hands over. */
const terminating = policyOf(() =>
  terminateStep({ clientCertificates: { authorities: [authority.certificate], strategy: "request" } }, () =>
    forwardStep(INTERNAL),
  ),
);

function run(endpoints: readonly EndpointSketch[], rest: Partial<ProxyConfig> = {}) {
  return runProxy(configOf(endpoints, { certificates: [server], ...rest }));
}

async function overTls(port: number, pair?: Credentials): Promise<void> {
  const socket = await dialTls(port, NAME, pair && { cert: pair.certificate, key: pair.privateKey });
  socket.end("x");
  expect((await readAll(socket)).toString()).toBe("x");
}

async function overTcp(port: number, ...first: readonly Uint8Array[]): Promise<void> {
  const socket = await dialTcp(port);
  for (const bytes of first) socket.write(bytes);
  socket.end("x");
  expect((await readAll(socket)).toString()).toBe("x");
}

test("facts have one shape, whatever the connection", { timeout: 60_000 }, async () => {
  const seen: ConnectionFacts[] = [];
  const noting = policyOf((facts) => {
    seen.push(facts);
    return continueStep;
  });
  const thenTerminating: Policy = {
    ...noting,
    start: (facts) => {
      seen.push(facts);
      return terminating.start(facts);
    },
  };
  const endpoints = [
    { url: TCP, upstream: upstream.port, policy: noting },
    { url: TLS, upstream: upstream.port, policy: thenTerminating },
    { url: INTERNAL, upstream: upstream.port, policy: noting },
  ];
  const intelligence = new IpIntelligence({ geo: { type: "Test", get: () => undefined } });
  for (const rest of [{}, { intelligence }, { intelligence, serverRegion: "here" }]) {
    await using proxy = await run(endpoints, rest);
    await overTcp(proxy.port(TCP));
    await overTls(proxy.port(TLS));
    await overTls(proxy.port(TLS), client);
  }
  const { listen } = configOf(endpoints);
  await using proxy = await run(endpoints, {
    listen: { ...listen, acceptProxyProtocol: AddressSet.from(["127.0.0.0/8"]) },
  });
  for (const [from, to] of [
    ["203.0.113.9", "192.0.2.1"],
    ["2001:db8::9", "2001:db8::1"],
  ] as const) {
    const [source, destination] = [from, to].map((address) => ({ address, port: 1 })) as [Told, Told];
    await overTcp(proxy.port(TCP), encodeProxyHeader(2, { source, destination }));
  }
  const of = <K extends keyof ConnectionFacts>(key: K) => seen.flatMap((facts) => facts[key] ?? []) as object[];
  const handshakes = seen.flatMap(({ tls }) => tls ?? []);
  const certificates = handshakes.flatMap((each) =>
    [each.clientCertificate ?? [], each.serverCertificate ?? []].flat(),
  );
  expect(seen).toHaveLength(17);
  // There are all kinds of them.
  expect(new Set(seen.map(({ client: { ip } }) => ip))).toEqual(new Set(["127.0.0.1", "203.0.113.9", "2001:db8::9"]));
  expect([of("hello").length, handshakes.length, certificates.length]).toEqual([12, 6, 9]);
  expect(of("intelligence")).toHaveLength(10);
  expect([
    countShapes(seen),
    ...(["client", "server", "endpoint", "hello", "intelligence"] as const).map((key) => countShapes(of(key))),
    countShapes(handshakes),
    countShapes(certificates),
  ]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(countShapes([{ a: 1 }, { b: 1 }, { a: 2 }])).toBe(2);
});

describe("what nobody looks at is not computed", () => {
  /** Until its event is made, which tells the fingerprint. */
  async function relayed(policy: Policy, look: () => void): Promise<void> {
    await using proxy = await run([{ url: TLS, upstream: upstream.port, policy }]);
    const socket = await dialTls(proxy.port(TLS), NAME).catch(() => undefined);
    look();
    socket?.destroy();
    await proxy.nextEvent();
  }

  const compiled = (expression: string) => {
    const text = JSON.stringify({
      on_tcp_connect: [
        { expressions: [expression], actions: [{ type: "deny" }] },
        { actions: [{ type: "terminate-tls" }] },
      ],
    });
    const { policy, diagnostics } = compilePolicy(text, { protocol: "tls" });
    if (!policy) throw new Error(JSON.stringify(diagnostics));
    return policy;
  };

  test("a fingerprint", async () => {
    await relayed(compiled("conn.tls.sni == 'other.example.com'"), () => expect(fingerprints).toEqual([]));
    expect(fingerprints).toEqual(["computed"]);
  });

  test("and where a policy asks for it, it is computed once, for the event as well", async () => {
    const twice = "conn.tls.ja4_fingerprint == 'x' || conn.tls.ja4_fingerprint == 'y'";
    await relayed(compiled(twice), () => expect(fingerprints).toEqual(["computed"]));
    expect(fingerprints).toEqual(["computed"]);
  });

  test("a field of a certificate", async () => {
    const seen: string[][] = [];
    const looking = policyOf(({ tls }) => {
      seen.push([...certificateReads]);
      expect(tls?.clientCertificate?.subject.commonName).toBe("client");
      seen.push([...certificateReads]);
      return continueStep;
    });
    await using proxy = await run([
      { url: TLS, policy: terminating },
      { url: INTERNAL, upstream: upstream.port, policy: looking },
    ]);
    certificatesAreWatched = true;
    await overTls(proxy.port(TLS), client);
    expect(seen).toEqual([[], ["subject"]]);
  });
});
