import { once } from "node:events";
import { connect, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ConnectionEvent } from "../events/event.ts";
import { dialTcp, dialTls, echo, type Peer, readAll, tcpPeer, tlsPeer } from "../testing/peers.ts";
import { createAuthority, createSelfSigned } from "../tls/throwaway.ts";
import { forward } from "./forward.ts";
import { ForwardError } from "./forward-error.ts";
import type { Listener } from "./listener.ts";
import type { ForwardOptions } from "./options.ts";

const LOOPBACK = { address: "127.0.0.1", ports: { 443: 0 } };

let upstream: Peer;
const open: Listener[] = [];

beforeAll(async () => {
  upstream = await tcpPeer(echo);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

afterAll(() => upstream?.[Symbol.asyncDispose]());

async function started(options: ForwardOptions | string | number): Promise<Listener> {
  const listener = await forward(options);
  open.push(listener);
  return listener;
}

const portOf = (listener: Listener): number => listener.addresses()[0]?.port ?? 0;

/** What a client hears that says this; the code of what ended it. */
async function ask(listener: Listener, said: string, localAddress = "127.0.0.1"): Promise<string> {
  const socket = connect({ port: portOf(listener), host: "127.0.0.1", localAddress, allowHalfOpen: true });
  const heard = readAll(socket).then(String, (error: NodeJS.ErrnoException) => String(error.code));
  socket.end(said);
  return heard;
}

const nextEvent = (listener: Listener): Promise<ConnectionEvent["object"]> =>
  new Promise((resolve) => {
    const stop = listener.onConnectionClosed(({ object }) => {
      stop();
      resolve(object);
    });
  });

describe("forward", () => {
  test.each([
    ["a port", () => upstream.port],
    ["an address", () => `127.0.0.1:${upstream.port}`],
    ["a port as a string", () => String(upstream.port)],
    ["an object", () => ({ addr: upstream.port })],
    ["a host and a port", () => ({ host: "127.0.0.1", port: upstream.port })],
  ])("takes %s, and is on loopback alone", async (_, options) => {
    const listener = await started(options());
    const [bound] = listener.addresses();
    expect(bound?.address).toBe("127.0.0.1");
    expect(listener.url()).toBe(`tcp://127.0.0.1:${bound?.port}`);
    expect(listener.proto()).toBe("tcp");
    expect(await ask(listener, "hello")).toBe("hello");
  });

  test("tells what it was told, and the same id as its events", async () => {
    const listener = await started({ addr: upstream.port, metadata: "mine", forwards_to: "the echo", name: "echo" });
    const event = nextEvent(listener);
    await ask(listener, "hello");
    const { endpoint, conn } = await event;
    expect(endpoint).toEqual({ id: listener.id(), name: "echo", url: listener.url(), metadata: "mine" });
    expect(conn.bytes_in).toBe(5);
    expect([listener.metadata(), listener.forwardsTo()]).toEqual(["mine", "the echo"]);
    const plain = await started(upstream.port);
    expect([plain.metadata(), plain.forwardsTo()]).toEqual(["", String(upstream.port)]);
  });

  test("runs a policy, as a text and as what that stands for", async () => {
    const text = "on_tcp_connect:\n  - expressions: [conn.client_ip == '127.0.0.2']\n    actions: [{ type: deny }]\n";
    const object = {
      on_tcp_connect: [{ expressions: ["conn.client_ip == '127.0.0.2'"], actions: [{ type: "deny" }] }],
    };
    for (const policy of [{ traffic_policy: text }, { traffic_policy: object }, { policy: text }]) {
      const listener = await started({ addr: upstream.port, ...policy });
      expect(await ask(listener, "hello", "127.0.0.2")).not.toBe("hello");
      expect(await ask(listener, "hello")).toBe("hello");
    }
  });

  test("lets in whom its CIDRs allow, before any policy", async () => {
    const listener = await started({
      addr: upstream.port,
      ip_restriction_allow_cidrs: "127.0.0.0/24",
      ip_restriction_deny_cidrs: ["127.0.0.9"],
      traffic_policy: "on_tcp_connect: [{ actions: [{ type: log, config: { metadata: { came: in } } }] }]",
    });
    const event = nextEvent(listener);
    expect(await ask(listener, "hello")).toBe("hello");
    expect((await event).traffic_policy.logs).toEqual([{ metadata: { came: "in" } }]);
    for (const stranger of ["127.0.0.9", "127.0.1.1"]) {
      const refused = nextEvent(listener);
      expect(await ask(listener, "hello", stranger)).not.toBe("hello");
      expect(await refused).toMatchObject({ ip_policy: { decision: "deny" }, traffic_policy: { rule: 0, logs: [] } });
    }
    const others = await started({ addr: upstream.port, ip_restriction_deny_cidrs: ["127.0.0.9"] });
    expect(await ask(others, "hello", "127.0.0.8")).toBe("hello");
  });

  test("sends a PROXY header", async () => {
    for (const proxy_proto of ["1", 1] as const) {
      const listener = await started({ addr: upstream.port, proxy_proto });
      expect(await ask(listener, "hello")).toMatch(/^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ \d+\r\nhello$/);
    }
    expect(await ask(await started({ addr: upstream.port, proxy_proto: "" }), "hello")).toBe("hello");
  });

  test("passes TLS through, by its name", async () => {
    const own = await createSelfSigned({ commonName: "upstream", dnsNames: ["app.example.com"] });
    await using server = await tlsPeer({ cert: own.certificate, key: own.privateKey }, echo);
    const listener = await started({ addr: server.port, proto: "tls", domain: "app.example.com", listen: LOOPBACK });
    expect([listener.url(), listener.proto()]).toEqual(["tls://app.example.com", "tls"]);
    const client = await dialTls(portOf(listener), "app.example.com");
    expect(client.getPeerCertificate().subject.CN).toBe("upstream");
    client.end("hello");
    expect(String(await readAll(client))).toBe("hello");
    await expect(dialTls(portOf(listener), "other.example.com")).rejects.toMatchObject({
      code: "ERR_SSL_TLSV1_UNRECOGNIZED_NAME",
    });
  });

  test.each([
    ["its own certificate", {}],
    ["bytes of it", { asBytes: true }],
    ["the configured one, where `crt` and `key` are empty", { isEmpty: true }],
  ])(
    "terminates TLS with %s, and the policy sees it",
    async (_, { asBytes = false, isEmpty = false }: { asBytes?: boolean; isEmpty?: boolean }) => {
      const own = await createSelfSigned({ commonName: "mine", dnsNames: ["app.example.com"] });
      const form = (pem: string) => (asBytes ? Buffer.from(pem) : pem);
      const pair = isEmpty
        ? { crt: "", key: "", certificates: [{ certificate: own.certificate, private_key: own.privateKey }] }
        : { crt: form(own.certificate), key: form(own.privateKey) };
      const listener = await started({
        addr: upstream.port,
        proto: "tls",
        hostname: "app.example.com",
        listen: LOOPBACK,
        traffic_policy:
          "on_tcp_connect: [{ actions: [{ type: log, config: { metadata: { tls: '${conn.tls.version}' } } }] }]",
        ...pair,
      });
      const event = nextEvent(listener);
      const client = await dialTls(portOf(listener), "app.example.com");
      expect(client.getPeerCertificate().subject.CN).toBe("mine");
      client.end("hello");
      expect(String(await readAll(client))).toBe("hello");
      expect((await event).traffic_policy.logs).toEqual([{ metadata: { tls: "1.3" } }]);
    },
  );

  test("asks for client certificates, at the edge and at the agent", async () => {
    const authority = await createAuthority({ commonName: "clients" });
    const { certificate: cert, privateKey: key } = await authority.issue({ commonName: "alice", usage: "client" });
    for (const terminate_at of ["edge", "agent"] as const) {
      const listener = await started({
        addr: upstream.port,
        proto: "tls",
        domain: "app.example.com",
        certificates: { self_signed: true },
        mutual_tls_cas: [authority.certificate],
        terminate_at,
        listen: LOOPBACK,
      });
      const passed = nextEvent(listener);
      const alice = await dialTls(portOf(listener), "app.example.com", { cert, key });
      alice.end("hello");
      expect(String(await readAll(alice))).toBe("hello");
      expect((await passed).traffic_policy.outcome).toBe("continue");
      const refused = nextEvent(listener);
      await dialTls(portOf(listener), "app.example.com")
        .then(readAll)
        .catch(() => {});
      expect((await refused).traffic_policy.error?.code).toBe("client-certificate-required");
    }
  });

  test("verifies an upstream that speaks TLS, unless told not to", async () => {
    const own = await createSelfSigned({ commonName: "upstream", dnsNames: ["localhost"] });
    await using server = await tlsPeer({ cert: own.certificate, key: own.privateKey }, echo);
    const addr = `tls://localhost:${server.port}`;
    const strict = await started({ addr });
    const event = nextEvent(strict);
    expect(await ask(strict, "hello")).not.toBe("hello");
    expect((await event).upstream?.error).toBeDefined();
    expect(await ask(await started({ addr, verify_upstream_tls: false }), "hello")).toBe("hello");
  });

  test("closes once, however often it is told to, and hurries if the second is in more of a hurry", async () => {
    const listener = await forward(upstream.port);
    const client = await dialTcp(portOf(listener));
    client.write("hello");
    await once(client, "data");
    const ended = readAll(client).catch(() => {});
    const slow = listener.close({ drain: 3_600_000 });
    await Promise.all([slow, listener.close(), ended]);
    client.destroy();
    await listener.close();
    await expect(dialTcp(portOf(listener))).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("lets running connections end while it drains", async () => {
    const listener = await forward(upstream.port);
    const client = await dialTcp(portOf(listener));
    client.write("first");
    await once(client, "data");
    const closed = listener.close({ drain: 3_600_000 });
    client.end(", last");
    expect(String(await readAll(client))).toBe(", last");
    await closed;
  });

  test("says why a port cannot be opened", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const failed = await forward({ addr: 80, remote_addr: `127.0.0.1:${port}` }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ForwardError);
    expect(failed).toMatchObject({
      message: expect.stringContaining(`port ${port} of 127.0.0.1 is taken by another program`),
      failure: { kind: "listen", code: "EADDRINUSE" },
      diagnostics: [],
    });
    taken.close();
    await expect(forward({ addr: 80, listen: { address: "192.0.2.1" } })).rejects.toMatchObject({
      failure: { kind: "listen", code: "EADDRNOTAVAIL" },
    });
  });
});
