import { OctetString } from "@peculiar/asn1-schema";
import { Extension } from "@peculiar/asn1-x509";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildClientHello, buildClientHelloBody } from "../testing/client-hello.ts";
import { dialTcp, dialTls, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import { type Authority, createAuthority } from "../testing/pki.ts";
import { alertOf, recordHello, recordsOf, sendRaw, writeBelowTls } from "../testing/raw-tls.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";

const VERSIONS = ["TLSv1.2", "TLSv1.3"] as const;
const THROUGH = "through.example.com";
const OWN = "own.example.com";
const MUTUAL = "mutual.example.com";
const DB = "tcp://db.example.com:5432";
/** Makes a message that fills more than one record. */
const PADDING = { type: 21, data: new Uint8Array(20_000) };

let clients: Authority;
let upstream: Peer;
let proxy: ProxyProcess;
let port: number;

beforeAll(async () => {
  const servers = await createAuthority({ commonName: "Servers CA" });
  const host = await servers.issue({ commonName: "the proxy", dnsNames: [OWN, MUTUAL] });
  clients = await createAuthority({ commonName: "Clients CA" });
  upstream = await tcpPeer(echo);
  const endpoint = (name: string, url: string, rules: readonly object[]) => ({
    name,
    url,
    upstream: { url: `127.0.0.1:${upstream.port}` },
    traffic_policy: { on_tcp_connect: rules },
  });
  const terminate = (config: object) => [{ actions: [{ type: "terminate-tls", config }] }];
  proxy = await startProxy({
    config: {
      certificates: [{ certificate: host.certificate, private_key: host.privateKey }],
      certificate_authorities: { clients: clients.certificate },
      endpoints: [
        endpoint("through", `tls://${THROUGH}`, []),
        { ...endpoint("own", `tls://${OWN}`, terminate({})), alpn_protocols: ["last"] },
        endpoint("mutual", `tls://${MUTUAL}`, terminate({ mutual_tls_certificate_authorities: ["clients"] })),
        endpoint("db", DB, [{ expressions: ["conn.tls.sni == 'denied.example.com'"], actions: [{ type: "deny" }] }]),
      ],
    },
  });
  port = proxy.port("through");
});

afterAll(async () => {
  await proxy?.stop();
  await upstream?.[Symbol.asyncDispose]();
});

/** A hello whose message has this many bytes, its header left out. */
function helloOf(bytes: number, serverName = THROUGH): Buffer {
  // Neither the suites nor the extensions alone can be as long.
  const cipherSuites = Array.from({ length: 1_000 }, (_, index) => 0xe000 + index);
  const empty = buildClientHelloBody({ serverName, cipherSuites, extensions: [{ type: 21, data: new Uint8Array() }] });
  const padding = { type: 21, data: new Uint8Array(bytes - empty.length) };
  return Buffer.from(buildClientHello({ serverName, cipherSuites, extensions: [padding] }));
}

describe("a hello", () => {
  test("of 64 KiB passes, and not a byte of it is changed", async () => {
    const hello = helloOf(65_536);
    const { result, event } = await proxy.watch(async () => {
      const client = await dialTcp(port);
      client.end(hello);
      return readAll(client);
    });
    expect(result.equals(hello)).toBe(true);
    expect(event.conn).toMatchObject({ server_name: THROUGH, bytes_in: hello.length });
    // Five records.
    expect(event.counters.client_hello_bytes).toBe(65_536 + 4 + 5 * 5);
    expect(event.traffic_policy.outcome).toBe("continue");
  });

  test("of a byte more is refused with decode_error", async () => {
    const before = upstream.accepted.length;
    const { result, event } = await proxy.watch(() => sendRaw(port, [helloOf(65_537)]));
    expect(alertOf(result)).toBe(50);
    expect(event.traffic_policy).toMatchObject({ outcome: "error", error: { code: "client-hello-too-large" } });
    expect(event.counters.client_hello_bytes).toBeGreaterThan(0);
    expect(upstream.accepted.length).toBe(before);
  });

  test("with a record of 16 KiB passes, and one with a byte more does not", async () => {
    const whole = helloOf(20_000);
    // The first record is as full as one may be.
    expect(whole.readUInt16BE(3)).toBe(16_384);
    const { event } = await proxy.watch(async () => {
      const client = await dialTcp(port);
      client.end(whole);
      return readAll(client);
    });
    expect(event.traffic_policy.outcome).toBe("continue");
    const longer = Buffer.from(buildClientHello({ serverName: THROUGH, recordSize: 16_385, extensions: [PADDING] }));
    expect(longer.readUInt16BE(3)).toBe(16_385);
    const refused = await proxy.watch(() => sendRaw(port, [longer]));
    // record_overflow
    expect(alertOf(refused.result)).toBe(22);
    expect(refused.event.traffic_policy).toMatchObject({
      outcome: "error",
      error: { code: "client-hello-malformed", message: "record-overflow" },
    });
    expect(refused.event.counters.client_hello_bytes).toBeGreaterThanOrEqual(5);
  });

  test("that comes byte by byte for longer than 3 s is refused, on tls:// and on tcp:// alike", async () => {
    const visits = [port, proxy.port("db")].map((at) => proxy.watch(() => drip(at, helloOf(20_000))));
    for (const { result, event } of await Promise.all(visits)) {
      expect(result).toHaveLength(0);
      expect(event.traffic_policy).toMatchObject({ outcome: "error", error: { code: "client-hello-late" } });
      // A timer may fire a little before its time is over.
      expect(event.counters.client_hello_ms).toBeGreaterThan(2_900);
      expect(event.counters.client_hello_bytes).toBeGreaterThan(0);
      expect(event.upstream).toBeNull();
    }
  });
});

test("another handshake message over its limit gets OpenSSL's alert", async () => {
  // A ClientKeyExchange of 70,000 bytes, still in the clear; only its header comes.
  const message = Buffer.of(22, 3, 3, 0, 4, 16, 1, 0x11, 0x70);
  const hello = await recordHello(OWN, "TLSv1.2");
  const { result, event } = await proxy.watch(() => sendRaw(port, [hello, message]));
  // illegal_parameter, behind the server's first flight.
  expect(alertOf(recordsOf(result).at(-1) ?? result)).toBe(47);
  expect(event.traffic_policy).toMatchObject({
    outcome: "error",
    error: { code: "tls-handshake-failed", message: "excessive message size" },
  });
  expect(event.upstream).toBeNull();
});

test("a real handshake with a hello of 60 KB succeeds", async () => {
  // With post-quantum key shares a hello has more than 1 KiB beside these names.
  const long = Array.from({ length: 240 }, (_, index) => `${index}`.padStart(255, "x"));
  const { result, event } = await proxy.watch(async () => {
    const client = await dialTls(port, OWN, { ALPNProtocols: [...long, "last"] });
    client.end("x");
    return (await readAll(client)).toString();
  });
  expect(result).toBe("x");
  expect(event.counters.client_hello_bytes).toBeGreaterThan(60_000);
});

describe.for(VERSIONS)("%s", (maxVersion) => {
  const visit = async (bytes: number) => {
    const extension = new Extension({
      extnID: "1.3.6.1.4.1.32473.1",
      extnValue: new OctetString(new Uint8Array(bytes)),
    });
    const client = await clients.issue({ commonName: "client", usage: "client", extensions: [extension] });
    return proxy.watch(async () => {
      const options = { maxVersion, cert: client.certificate, key: client.privateKey };
      try {
        const socket = await dialTls(port, MUTUAL, options);
        socket.end("x");
        return (await readAll(socket)).toString();
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      }
    });
  };

  test("a certificate message of 76 KB passes", async () => {
    const { result, event } = await visit(76_000);
    expect(result).toBe("x");
    expect(event.counters.client_certificate_bytes).toBeGreaterThan(76_000);
    expect(event.traffic_policy.outcome).toBe("continue");
  });

  test("a certificate message of more than 100 KiB is refused with an alert", async () => {
    const { result, event } = await visit(102_400);
    expect(result).toMatch(/ALERT_ILLEGAL_PARAMETER$/);
    expect(event.traffic_policy).toMatchObject({
      outcome: "error",
      error: { code: "tls-handshake-failed", message: "excessive message size" },
    });
    expect(event.counters.client_certificate_bytes).toBeNull();
    expect(event.upstream).toBeNull();
  });

  test("a longer record behind the handshake gets OpenSSL's alert and ends the connection", async () => {
    // application_data of 20,000 bytes, of which none has to come.
    const bytes = Buffer.of(23, 3, 3, 0x4e, 0x20);
    const { result, event } = await proxy.watch(() => writeBelowTls(port, { servername: OWN, maxVersion, bytes }));
    expect(result).toMatch(/ALERT_RECORD_OVERFLOW$/);
    expect(event.conn).toMatchObject({ bytes_in: 1, error: { code: "client-reset" } });
  });
});

/** A byte every 50 ms, until the server has had enough; the result is what it says. */
async function drip(at: number, bytes: Buffer): Promise<Buffer> {
  const client = await dialTcp(at);
  client.on("error", () => {});
  let next = 0;
  const timer = setInterval(() => client.write(bytes.subarray(next, ++next)), 50);
  try {
    return await readAll(client);
  } finally {
    clearInterval(timer);
    client.end();
  }
}
