import { once } from "node:events";
import { beforeAll, describe, expect, test } from "vitest";
import { buildClientHello, buildHandshakeMessage, toRecords } from "../testing/client-hello.ts";
import { ManualClock } from "../testing/clock.ts";
import { nodeHandshake } from "../testing/handshake.ts";
import { Page } from "../testing/page.ts";
import { dialTcp, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";
import { policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, type RunningProxy, runProxy } from "../testing/proxies.ts";
import { NAME, runTerminating, URL } from "../testing/terminating.ts";
import { bareHello } from "../testing/tls13-client.ts";

/** The table that says which alert is sent. */
const ROWS = new Page("tls.md").table("## Alerts");

/** AlertDescription (RFC 8446, section 6). */
const NUMBERS: Readonly<Record<string, number | undefined>> = {
  none: undefined,
  unexpected_message: 10,
  record_overflow: 22,
  handshake_failure: 40,
  illegal_parameter: 47,
  decode_error: 50,
  protocol_version: 70,
  unrecognized_name: 112,
  no_application_protocol: 120,
};

/** A record with the first byte of a ClientHello of 64 bytes. */
const START_OF_HELLO = [22, 3, 1, 0, 1, 1];

const STRICT = "tls://strict.example.com";
const BARE = "tls://bare.example.org";
const MUTUAL = "tls://mutual.example.com";

let authority: Authority;
let server: Credentials;
let bulky: Credentials;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME, "strict.example.com", "mutual.example.com"] });
  const uris = Array.from({ length: 120 }, (_, n) => `urn:${n}:${"x".repeat(1024)}`);
  bulky = await authority.issue({ commonName: "bulky", usage: "client", uris });
});

interface Attempt {
  readonly running: RunningProxy;
  readonly port: number;
  readonly clock: ManualClock;
}

/** What each row does, and the alert that it gets; `undefined`: none. */
const ATTEMPTS: Readonly<Record<string, (attempt: Attempt) => Promise<number | undefined>>> = {
  "no server name, or one that no endpoint has": async ({ port }) => {
    const withName = await plainAlert(port, buildClientHello({ serverName: "nobody.example.com" }));
    expect(await plainAlert(port, buildClientHello({ serverName: null }))).toBe(withName);
    return withName;
  },
  "a name that there is no certificate for": ({ port }) =>
    plainAlert(port, buildClientHello({ serverName: "bare.example.org" })),
  "a record of more than 16 KiB in a hello": ({ port }) =>
    plainAlert(port, Uint8Array.of(...START_OF_HELLO, 22, 3, 1, 0x40, 0x01)),
  "an empty record, another type of record or another message in a hello's place": async ({ port }) => {
    const alert = await plainAlert(port, Uint8Array.of(...START_OF_HELLO, 22, 3, 1, 0, 0));
    expect(await plainAlert(port, Uint8Array.of(...START_OF_HELLO, 23, 3, 1, 0, 1, 0))).toBe(alert);
    expect(await plainAlert(port, toRecords(buildHandshakeMessage(2, new Uint8Array(40))))).toBe(alert);
    return alert;
  },
  "a hello that is malformed otherwise": ({ port }) => plainAlert(port, buildClientHello({ serverName: "a..b" })),
  "a hello over its limit": ({ port }) => {
    const data = new Uint8Array(65_000);
    return plainAlert(
      port,
      buildClientHello({
        serverName: NAME,
        extensions: [
          { type: 21, data },
          { type: 4711, data: data.slice(0, 1000) },
        ],
      }),
    );
  },
  "no common version": ({ port }) => nodeHandshake(port, "strict.example.com", { maxVersion: "TLSv1.2" }),
  "no common cipher suite": ({ port }) =>
    nodeHandshake(port, NAME, { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA" }),
  "no common ALPN protocol": ({ port }) => nodeHandshake(port, NAME, { ALPNProtocols: ["postgresql"] }),
  "a client certificate over its limit": ({ port }) =>
    nodeHandshake(port, "mutual.example.com", { cert: bulky.certificate, key: bulky.privateKey }),
  "bytes that are no TLS": ({ port }) => plainAlert(port, Buffer.from("GET / HTTP/1.0\r\n\r\n")),
  "a hello that is late": async ({ port, clock }) => {
    const answer = plainAlert(port, buildClientHello({ serverName: NAME }).subarray(0, 20));
    await clock.timerSet(3_000);
    clock.advance(3_000);
    return answer;
  },
  "a handshake that is late": async ({ port, clock }) => {
    // The answer to a hello without key share is a HelloRetryRequest, which nobody answers.
    const answer = plainAlert(port, buildClientHello({ serverName: NAME, groups: [29, 23] }));
    await clock.timerSet(60_000);
    clock.advance(60_000);
    return answer;
  },
};

/** The alert that stands in clear at the start of what the server answers. */
async function plainAlert(port: number, bytes: Uint8Array): Promise<number | undefined> {
  const client = await dialTcp(port);
  client.on("error", () => {});
  client.write(bytes);
  const answer = await readAll(client);
  client.end();
  return answer[0] === 21 ? answer[6] : undefined;
}

test("an alert that the client has sent is told as its own", async () => {
  await using running = await runTerminating({}, { server });
  const client = await dialTcp(running.port(URL));
  client.on("error", () => {});
  client.write(bareHello(NAME));
  await once(client, "data");
  // Fatal, `unknown_ca`, in the clear: as who does not trust the certificate says it before it has keys.
  client.end(Uint8Array.of(21, 3, 3, 0, 2, 2, 48));
  const { traffic_policy, conn } = (await running.nextEvent()).object;
  expect(traffic_policy.error?.code).toBe("tls-handshake-failed");
  expect(conn.tls_alert).toEqual({ name: "unknown_ca", from: "client" });
});

test("the table says what is tried here", () => {
  expect(ROWS.map(({ what }) => what)).toEqual(Object.keys(ATTEMPTS));
});

describe("whoever fails a handshake is told why", () => {
  test.for(ROWS)("$what: $alert", async (row) => {
    await using upstream = await tcpPeer(echo);
    const clock = new ManualClock();
    const clientCertificates = { authorities: [authority.certificate], strategy: "require-and-verify" } as const;
    const config = configOf(
      [
        { url: URL, upstream: upstream.port, policy: policyOf(() => terminateStep()), alpnProtocols: ["h2"] },
        { url: STRICT, upstream: upstream.port, policy: policyOf(() => terminateStep({ minVersion: "1.3" })) },
        { url: BARE, upstream: upstream.port, policy: policyOf(() => terminateStep()) },
        { url: MUTUAL, upstream: upstream.port, policy: policyOf(() => terminateStep({ clientCertificates })) },
      ],
      { certificates: [server] },
    );
    await using running = await runProxy(config, { clock });
    const alert = await ATTEMPTS[row.what ?? ""]?.({ running, port: running.port(URL), clock });
    expect(Object.keys(NUMBERS)).toContain(row.alert);
    expect(alert).toBe(NUMBERS[row.alert ?? ""]);
    const { traffic_policy, conn } = (await running.nextEvent()).object;
    expect(traffic_policy).toMatchObject({ outcome: "error", error: { code: row["error.code"] } });
    expect(conn.tls_alert).toEqual(row.alert === "none" ? undefined : { name: row.alert, from: "proxy" });
    expect(upstream.accepted).toHaveLength(0);
  });
});
