import type { Socket } from "node:net";
import { AddressSet, compilePolicy } from "@sluice/policy";
import { describe, expect, test, vi } from "vitest";
import { type Admission, type Entry, LocalAdmission } from "../admission/index.ts";
import { deferred } from "../deferred.ts";
import { encodeProxyHeader, TLV } from "../proxy-protocol/index.ts";
import { buildClientHello } from "../testing/client-hello.ts";
import { ManualClock } from "../testing/clock.ts";
import { dialTcp, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { configOf, type RunningProxy, runProxy } from "../testing/proxies.ts";

const TCP = "tcp://db.example.com:5432";
const TLS = "tls://app.example.com";
const TOLD = {
  source: { address: "203.0.113.9", port: 50_123 },
  destination: { address: "192.0.2.1", port: 443 },
};
const LOCAL = Buffer.from("0d0a0d0a000d0a515549540a2000000c7f0000017f00000101bb01bb", "hex");

/** Lets nobody in but the client that headers here tell of. */
const policy = (() => {
  const text = "on_tcp_connect: [{ expressions: [\"conn.client_ip != '203.0.113.9'\"], actions: [{ type: deny }] }]";
  const { policy } = compilePolicy(text, { protocol: "tcp" });
  if (!policy) throw new Error("the policy does not compile");
  return policy;
})();

function run(upstream: number, { from = ["127.0.0.0/8"], clock = new ManualClock() } = {}): Promise<RunningProxy> {
  const config = configOf([
    { url: TCP, upstream, policy },
    { url: TLS, upstream },
  ]);
  return runProxy({ ...config, listen: { ...config.listen, acceptProxyProtocol: AddressSet.from(from) } }, { clock });
}

async function say(running: RunningProxy, ...pieces: readonly Uint8Array[]): Promise<Socket> {
  const client = await dialTcp(running.port(TCP));
  client.on("error", () => {});
  client.setNoDelay(true);
  for (const piece of pieces) client.write(piece);
  return client;
}

const HEADERS: readonly (readonly [string, Uint8Array])[] = [
  ["version 1", encodeProxyHeader(1, TOLD)],
  ["version 2", encodeProxyHeader(2, TOLD)],
  ["version 2 with a checksum", encodeProxyHeader(2, { ...TOLD, checksum: true })],
];

describe("a peer that is believed", () => {
  test.for(HEADERS)("tells who the client is, %s, however it is cut", async ([, header]) => {
    await using upstream = await tcpPeer(echo);
    await using running = await run(upstream.port);
    for (const size of [1, 5, header.length + 3]) {
      const bytes = Buffer.concat([header, Buffer.from("hello")]);
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      const client = await say(running, ...pieces);
      client.end();
      expect((await readAll(client)).toString()).toBe("hello");
      const { conn, traffic_policy } = (await running.nextEvent()).object;
      expect(traffic_policy.outcome).toBe("continue");
      expect(conn).toMatchObject({
        client_ip: "203.0.113.9",
        client_port: 50_123,
        server_ip: "192.0.2.1",
        server_port: 443,
        peer_ip: "127.0.0.1",
        peer_port: expect.any(Number),
        bytes_in: 5,
      });
    }
  });

  test("tells it before TLS", async () => {
    await using upstream = await tcpPeer(echo);
    await using running = await run(upstream.port);
    const hello = buildClientHello({ serverName: "app.example.com" });
    const client = await dialTcp(running.port(TLS));
    client.end(Buffer.concat([encodeProxyHeader(2, TOLD), hello]));
    expect([...(await readAll(client))]).toEqual([...hello]);
    expect((await running.nextEvent()).object.conn).toMatchObject({
      client_ip: "203.0.113.9",
      server_name: "app.example.com",
    });
  });

  test("speaks for itself with LOCAL, whatever addresses stand in it (sozu#1334)", async () => {
    await using upstream = await tcpPeer(echo);
    await using running = await run(upstream.port);
    const client = await say(running, LOCAL, Buffer.from("hello"));
    expect(await readAll(client)).toHaveLength(0);
    client.end();
    const { conn, traffic_policy } = (await running.nextEvent()).object;
    expect(traffic_policy.outcome).toBe("deny");
    expect(conn.client_ip).toBe("127.0.0.1");
    expect(conn).not.toHaveProperty("peer_ip");
  });

  const invalid: readonly (readonly [string, string, Uint8Array])[] = [
    ["no header", "proxy-header-missing", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["an end within it", "proxy-header-missing", encodeProxyHeader(2, TOLD).subarray(0, 20)],
    ["an unknown family", "proxy-header-invalid", withByte(encodeProxyHeader(2, TOLD), 13, 0x41)],
    ["a datagram", "proxy-header-invalid", withByte(encodeProxyHeader(2, TOLD), 13, 0x12)],
    ["a wrong checksum", "proxy-header-invalid", withByte(encodeProxyHeader(2, { ...TOLD, checksum: true }), 16, 1)],
    ["a TLV beyond its end", "proxy-header-invalid", cutTlv()],
    ["a line of version 1 without end", "proxy-header-invalid", Buffer.from(`PROXY TCP4 ${"1".repeat(120)}`)],
    ["an address that is none", "proxy-header-invalid", Buffer.from("PROXY TCP4 010.0.0.1 192.0.2.1 1 2\r\n")],
  ];
  test.for(invalid)("is closed for %s", async ([, code, bytes]) => {
    await using upstream = await tcpPeer(echo);
    await using running = await run(upstream.port);
    const client = await say(running, bytes);
    client.end();
    expect(await readAll(client)).toHaveLength(0);
    const { traffic_policy, upstream: dialled } = (await running.nextEvent()).object;
    expect(traffic_policy).toMatchObject({ outcome: "error", error: { code } });
    expect(dialled).toBeNull();
    expect(upstream.accepted).toHaveLength(0);
  });

  test("has 3 s for the header and the hello together, and no byte prolongs them", async () => {
    await using upstream = await tcpPeer(echo);
    const clock = new ManualClock();
    await using running = await run(upstream.port, { clock });
    const client = await dialTcp(running.port(TLS));
    client.on("error", () => {});
    await clock.timerSet(3_000);
    clock.advance(2_000);
    client.write(encodeProxyHeader(2, TOLD));
    await clock.timerSet(1_000);
    clock.advance(1_000);
    expect(await readAll(client)).toHaveLength(0);
    client.end();
    expect((await running.nextEvent()).object.traffic_policy.error?.code).toBe("client-hello-late");
    const silent = await dialTcp(running.port(TCP));
    await clock.timerSet(3_000);
    clock.advance(3_000);
    expect(await readAll(silent)).toHaveLength(0);
    silent.end();
    expect((await running.nextEvent()).object.traffic_policy.error?.code).toBe("proxy-header-late");
    expect(upstream.accepted).toHaveLength(0);
  });
});

test("a peer that is not listed is not believed: its header is payload like any other", async () => {
  await using upstream = await tcpPeer(echo);
  await using running = await run(upstream.port, { from: ["192.0.2.0/24"] });
  const header = encodeProxyHeader(1, TOLD);
  const client = await say(running, header);
  expect(await readAll(client)).toHaveLength(0);
  client.end();
  const { conn, traffic_policy } = (await running.nextEvent()).object;
  expect([traffic_policy.outcome, conn.client_ip]).toEqual(["deny", "127.0.0.1"]);
});

function withByte(header: Uint8Array, at: number, byte: number): Uint8Array {
  const changed = Uint8Array.from(header);
  changed[at] = byte;
  return changed;
}

/** The length of the last TLV is one too many. */
function cutTlv(): Uint8Array {
  const header = encodeProxyHeader(2, { ...TOLD, tlvs: [{ type: TLV.uniqueId, value: Uint8Array.of(1, 2, 3) }] });
  return withByte(header, header.length - 4, 4);
}

test("a health check of a TLS endpoint ends at once, also where the limits take their time", async () => {
  const clock = new ManualClock();
  const asked = deferred<void>();
  const answered = deferred<undefined>();
  const admission = new LocalAdmission(clock);
  const slow: Admission = {
    use: (limits) => admission.use(limits),
    get counts() {
      return admission.counts;
    },
    entry: () => {
      const entry = admission.entry();
      vi.spyOn(entry as Entry, "asClient").mockImplementation(() => {
        asked.resolve();
        return answered.promise;
      });
      return entry;
    },
  };
  const config = configOf([{ url: TLS, upstream: 1 }]);
  const listen = { ...config.listen, acceptProxyProtocol: AddressSet.from(["127.0.0.0/8"]) };
  await using running = await runProxy({ ...config, listen }, { clock, admission: slow });
  const client = await dialTcp(running.port(TLS));
  client.end(LOCAL);
  await asked.promise;
  // The end behind the header is told meanwhile.
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  answered.resolve(undefined);
  expect((await running.nextEvent()).object.traffic_policy.error?.code).toBe("client-hello-malformed");
  client.destroy();
});
