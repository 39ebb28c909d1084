import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildClientHello, serverNameData } from "../testing/client-hello.ts";
import { createAuthority, createClientCertificates } from "../testing/pki.ts";
import { alertOf, recordHello, recordsOf, sendRaw } from "../testing/raw-tls.ts";
import { type Cut, type Relay, startFragmentingRelay } from "./testing/fragmenting-relay.ts";
import { sClient } from "./testing/openssl.ts";
import { requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { startHttpUpstream, type Upstream } from "./testing/upstreams.ts";

/** Demands a client certificate; `adm.example.com` and the wildcard beside it demand none. */
const NAME = "app.example.com";
const CUTS: readonly Cut[] = ["one byte a segment", "several records", "one byte a record"];

const UNEXPECTED_MESSAGE = 10;
const RECORD_OVERFLOW = 22;
const DECODE_ERROR = 50;
const UNRECOGNIZED_NAME = 112;

let upstream: Upstream;
let proxy: ProxyProcess;
let port: number;
let authority: string;
let right: readonly string[];
const relays = new Map<Cut, Relay>();

beforeAll(async () => {
  const servers = await createAuthority({ commonName: "Servers CA" });
  const clients = await createClientCertificates();
  const names = [NAME, "adm.example.com", "*.open.example.com"];
  const host = await servers.issue({ commonName: "the proxy", dnsNames: names });
  upstream = await startHttpUpstream({ name: "upstream" });
  const endpoint = (name: string, config: object) => ({
    name,
    url: `tls://${name}`,
    upstream: { url: `127.0.0.1:${upstream.port}` },
    traffic_policy: {
      on_tcp_connect: [
        { actions: [{ type: "terminate-tls", config }] },
        { actions: [{ type: "log", config: { metadata: { sni: "${conn.tls.sni}" } } }] },
      ],
    },
  });
  proxy = await startProxy({
    config: {
      certificates: [{ certificate: host.certificate, private_key: host.privateKey }],
      certificate_authorities: { clients: clients.authority.certificate },
      endpoints: [
        endpoint(NAME, { mutual_tls_certificate_authorities: ["clients"] }),
        endpoint("adm.example.com", {}),
        endpoint("*.open.example.com", {}),
      ],
    },
  });
  port = proxy.port(NAME);
  authority = await proxy.scratch.write("ca.pem", servers.certificate);
  const certificate = await proxy.scratch.write("client.crt", clients.right.certificate);
  right = ["-cert", certificate, "-key", await proxy.scratch.write("client.key", clients.right.privateKey)];
  for (const cut of CUTS) relays.set(cut, await startFragmentingRelay(port, cut));
});

afterAll(async () => {
  for (const relay of relays.values()) await relay.close();
  await proxy?.stop();
  await upstream?.close();
});

describe.for(["-tls1_2", "-tls1_3"])("openssl with %s", (version) => {
  test.for(CUTS)("a hello sent %s loses neither its name nor the demand for a certificate", async (cut, context) => {
    requirePeer(context, "openssl");
    const at = relays.get(cut)?.port ?? 0;
    const visit = (flags: readonly string[]) =>
      proxy.watch(() => sClient({ port: at, serverName: NAME, authority, flags: [version, ...flags] }));
    const without = await visit([]);
    expect(without.result.stdout).not.toContain("hello from upstream");
    expect(without.event).toMatchObject({
      conn: { server_name: NAME },
      endpoint: { name: NAME },
      traffic_policy: { outcome: "error", error: { code: "client-certificate-required" } },
      upstream: null,
    });
    const withOne = await visit(right);
    expect(withOne.result.stdout).toContain("hello from upstream");
  });

  test.for(["APP.Example.COM", "app.example.com.", "App.Example.Com."])(
    "%s is the same endpoint",
    async (serverName, context) => {
      requirePeer(context, "openssl");
      const visit = (flags: readonly string[]) =>
        proxy.watch(() => sClient({ port, serverName, authority, flags: [version, ...flags] }));
      const without = await visit([]);
      expect(without.event).toMatchObject({
        conn: { server_name: serverName },
        endpoint: { name: NAME },
        traffic_policy: { error: { code: "client-certificate-required" } },
      });
      const { result, event } = await visit(right);
      expect(result.stdout).toContain("hello from upstream");
      expect(event.traffic_policy.logs).toEqual([{ metadata: { sni: NAME } }]);
    },
  );
});

/** What comes of hellos that somebody else would have let in by another way; none is answered by a handshake. */
const bytes = (text: string) => Buffer.from(text, "latin1");
const named = (serverName: Uint8Array | string) => () => buildClientHello({ serverName });
const twoNames = () => {
  const data = serverNameData([bytes("adm.example.com"), bytes(NAME)]);
  return buildClientHello({ extensions: [{ type: 0, data }] });
};
const twoExtensions = () => {
  const data = serverNameData([bytes(NAME)]);
  return buildClientHello({ serverName: "adm.example.com", extensions: [{ type: 0, data }] });
};
/** A real hello in records of 50 bytes, with something between the first two. */
const interrupted = (record: readonly number[]) => async () => {
  const hello = await recordHello(NAME, "TLSv1.3");
  const [first = new Uint8Array(), ...rest] = recordsOf(recut(hello, 50));
  return Buffer.concat([first, Uint8Array.from(record), ...rest]);
};

test.for<{
  readonly what: string;
  readonly hello: () => Uint8Array | Promise<Uint8Array>;
  /** Absent: closed without a word. */
  readonly alert?: number;
  readonly code: string;
  readonly reason: string;
}>([
  {
    what: "no name",
    hello: () => buildClientHello(),
    alert: UNRECOGNIZED_NAME,
    code: "unrecognized-name",
    reason: "no endpoint",
  },
  {
    what: "an empty name",
    hello: named(""),
    alert: DECODE_ERROR,
    code: "client-hello-malformed",
    reason: "server-name-value",
  },
  {
    what: "a name that ends in a NUL",
    hello: named("adm.example.com\0"),
    alert: DECODE_ERROR,
    code: "client-hello-malformed",
    reason: "server-name-value",
  },
  {
    what: "a NUL behind another name",
    hello: named(`adm.example.com\0.${NAME}`),
    alert: DECODE_ERROR,
    code: "client-hello-malformed",
    reason: "server-name-value",
  },
  {
    what: "`adm` with a bit too many",
    hello: named(Buffer.from([0xe1, 0x64, 0x6d, ...bytes(".example.com")])),
    alert: DECODE_ERROR,
    code: "client-hello-malformed",
    reason: "server-name-value",
  },
  {
    what: "two dots at the end",
    hello: named("adm.example.com.."),
    alert: DECODE_ERROR,
    code: "client-hello-malformed",
    reason: "server-name-value",
  },
  {
    what: "a wildcard for a name",
    hello: named("*.open.example.com"),
    alert: DECODE_ERROR,
    code: "client-hello-malformed",
    reason: "server-name-value",
  },
  {
    what: "two names",
    hello: twoNames,
    alert: DECODE_ERROR,
    code: "client-hello-malformed",
    reason: "server-name-list",
  },
  {
    what: "the name's extension twice",
    hello: twoExtensions,
    alert: DECODE_ERROR,
    code: "client-hello-malformed",
    reason: "duplicate-extension",
  },
  {
    what: "a length of the name behind the end",
    hello: () => buildClientHello({ extensions: [{ type: 0, data: Uint8Array.of(0, 5, 0, 0, 9, 97, 98) }] }),
    alert: DECODE_ERROR,
    code: "client-hello-malformed",
    reason: "server-name-list",
  },
  {
    what: "an alert record in the middle",
    hello: interrupted([21, 3, 3, 0, 2, 1, 0]),
    alert: UNEXPECTED_MESSAGE,
    code: "client-hello-malformed",
    reason: "interleaved-record",
  },
  {
    what: "a ChangeCipherSpec in the middle",
    hello: interrupted([20, 3, 3, 0, 1, 1]),
    alert: UNEXPECTED_MESSAGE,
    code: "client-hello-malformed",
    reason: "interleaved-record",
  },
  {
    what: "an empty record in the middle",
    hello: interrupted([22, 3, 1, 0, 0]),
    alert: UNEXPECTED_MESSAGE,
    code: "client-hello-malformed",
    reason: "empty-record",
  },
  {
    what: "a record of a claimed 64 KiB",
    hello: () => Uint8Array.of(22, 3, 1, 0xff, 0xff, 1, 0, 0),
    alert: RECORD_OVERFLOW,
    code: "client-hello-malformed",
    reason: "record-overflow",
  },
  {
    what: "a message of a claimed 16 MiB",
    hello: () => Uint8Array.of(22, 3, 1, 0, 4, 1, 0xff, 0xff, 0xff),
    alert: DECODE_ERROR,
    code: "client-hello-too-large",
    reason: "limit of a message",
  },
  {
    what: "another handshake message first",
    hello: () => Uint8Array.of(22, 3, 1, 0, 4, 2, 0, 0, 0),
    alert: UNEXPECTED_MESSAGE,
    code: "client-hello-malformed",
    reason: "not-client-hello",
  },
  {
    what: "an SSLv2 hello",
    hello: () => Uint8Array.of(0x80, 0x2e, 1, 3, 3, 0, 0x15, 0, 0, 0, 0x10, ...new Uint8Array(37)),
    code: "client-hello-not-tls",
    reason: "not a TLS handshake",
  },
  {
    what: "a hello behind a byte of something else",
    hello: async () => Buffer.concat([bytes("\n"), await recordHello(NAME, "TLSv1.3")]),
    code: "client-hello-not-tls",
    reason: "not a TLS handshake",
  },
])("$what: $code", async ({ hello, alert, code, reason }) => {
  const before = upstream.connections;
  const whole = await hello();
  // Whole, and a byte at a time.
  for (const pieces of [[whole], Array.from(whole, (byte) => Uint8Array.of(byte))]) {
    const { result, event } = await proxy.watch(() => sendRaw(port, pieces));
    expect(alert === undefined ? [...result] : alertOf(result)).toEqual(alert ?? []);
    expect(event).toMatchObject({
      endpoint: null,
      traffic_policy: { outcome: "error", rule: null, error: { code, message: expect.stringContaining(reason) } },
      upstream: null,
    });
    expect(event.conn.server_name).toBe("");
  }
  expect(upstream.connections).toBe(before);
});

/** The same message in records of at most this many bytes. */
function recut(record: Uint8Array, size: number): Buffer {
  const [type = 0, major = 0, minor = 0] = record;
  const pieces: Uint8Array[] = [];
  for (let at = 5; at < record.length; at += size) {
    const content = record.subarray(at, at + size);
    pieces.push(Uint8Array.of(type, major, minor, 0, content.length), content);
  }
  return Buffer.concat(pieces);
}
