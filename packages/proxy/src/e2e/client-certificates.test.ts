import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Page, type TableRow } from "../testing/page.ts";
import {
  type Authority,
  type ClientCertificates,
  type Credentials,
  createAuthority,
  createClientCertificates,
  type KeyType,
} from "../testing/pki.ts";
import { nodeClient } from "./testing/node-client.ts";
import { sClient } from "./testing/openssl.ts";
import { requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { startHttpUpstream, type Upstream } from "./testing/upstreams.ts";

/** The table that says what becomes of each client. */
const ROWS = new Page("tls.md").table("### What becomes of a client");

const KEY_TYPES: readonly KeyType[] = ["rsa", "ecdsa", "ed25519"];
const STRATEGIES = ["require-and-verify", "require-any", "request"] as const;
const VERSIONS = ["1.2", "1.3"] as const;

/** What the table calls the certificates. */
const STATES = {
  none: undefined,
  "of an unknown authority": "wrongAuthority",
  expired: "expired",
  "not yet valid": "notYetValid",
  revoked: "revoked",
  "for servers": "wrongPurpose",
  right: "right",
} as const satisfies Record<string, keyof ClientCertificates | undefined>;

const ALERTS: Readonly<Record<string, number>> = {
  handshake_failure: 40,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  unknown_ca: 48,
  certificate_required: 116,
};

let upstream: Upstream;
let proxy: ProxyProcess;
let servers: Authority;
let authorityFile: string;
let port: number;
const clients = new Map<KeyType, ClientCertificates>();
const files = new Map<Credentials, readonly string[]>();

beforeAll(async () => {
  servers = await createAuthority({ commonName: "Servers CA" });
  upstream = await startHttpUpstream({ name: "upstream" });
  for (const keyType of KEY_TYPES) clients.set(keyType, await createClientCertificates(keyType));
  const certificates = await Promise.all(
    KEY_TYPES.map((keyType) =>
      servers.issue({
        commonName: keyType,
        keyType,
        dnsNames: STRATEGIES.map((strategy) => nameOf(strategy, keyType)),
      }),
    ),
  );
  proxy = await startProxy({
    config: {
      certificates: certificates.map(({ certificate, privateKey }) => ({ certificate, private_key: privateKey })),
      certificate_authorities: Object.fromEntries(
        [...clients].map(([type, { authority }]) => [type, authority.certificate]),
      ),
      certificate_revocation_lists: [...clients.values()].map(({ revocationList }) => revocationList),
      endpoints: KEY_TYPES.flatMap((keyType) => STRATEGIES.map((strategy) => endpointOf(strategy, keyType))),
    },
  });
  port = proxy.port(`${STRATEGIES[0]}-${KEY_TYPES[0]}`);
  authorityFile = await proxy.scratch.write("ca.pem", servers.certificate);
  for (const [keyType, made] of clients) {
    for (const state of Object.values(STATES)) {
      const credentials = state && made[state];
      if (!credentials) continue;
      const certificate = await proxy.scratch.write(`${keyType}-${state}.crt`, credentials.certificate);
      const key = await proxy.scratch.write(`${keyType}-${state}.key`, credentials.privateKey);
      files.set(credentials, ["-cert", certificate, "-key", key]);
    }
  }
});

afterAll(async () => {
  await proxy?.stop();
  await upstream?.close();
});

function nameOf(strategy: string, keyType: KeyType): string {
  return `${strategy}-${keyType}.example.com`;
}

function endpointOf(strategy: string, keyType: KeyType) {
  return {
    name: `${strategy}-${keyType}`,
    url: `tls://${nameOf(strategy, keyType)}`,
    upstream: { url: `127.0.0.1:${upstream.port}` },
    traffic_policy: {
      on_tcp_connect: [
        {
          actions: [
            {
              type: "terminate-tls",
              config: {
                mutual_tls_certificate_authorities: [keyType],
                mutual_tls_verification_strategy: strategy,
              },
            },
          ],
        },
        {
          actions: [
            {
              type: "log",
              config: {
                metadata: {
                  version: "${conn.tls.version}",
                  client: "${has(conn.tls.client.subject) ? conn.tls.client.subject : ''}",
                  error: "${actions.ngrok.terminate_tls.error.code}",
                },
              },
            },
          ],
        },
      ],
    },
  };
}

function credentialsOf(row: TableRow, keyType: KeyType): Credentials | undefined {
  const state = STATES[row.certificate as keyof typeof STATES];
  return state && clients.get(keyType)?.[state];
}

/** What the table says of one client, in the form that `told` has. */
function expected(row: TableRow, version: string) {
  const isIn = row.outcome === "continue";
  const alert = row[`alert, TLS ${version}`] ?? "";
  return {
    heard: isIn,
    alert: alert === "none" ? undefined : ALERTS[alert],
    outcome: row.outcome,
    code: row["error.code"] || undefined,
    logs: isIn
      ? [
          {
            version,
            client: row["conn.tls.client"] === "present" ? "CN=client,O=Example" : "",
            error: row["terminate_tls.error.code"] ?? "",
          },
        ]
      : [],
    dialled: isIn,
  };
}

/** What a client saw, and what the event tells. */
function told(heard: string, errors: string, event: Awaited<ReturnType<ProxyProcess["watch"]>>["event"]) {
  const alert = /SSL alert number (\d+)/.exec(errors)?.[1];
  return {
    heard: heard.includes("hello from upstream"),
    alert: alert === undefined ? undefined : Number(alert),
    outcome: event.traffic_policy.outcome,
    code: event.traffic_policy.error?.code,
    logs: event.traffic_policy.logs.map(({ metadata }) => metadata),
    dialled: event.upstream !== null,
  };
}

test("the table has every strategy with every certificate once", () => {
  const all = STRATEGIES.flatMap((strategy) => Object.keys(STATES).map((state) => `${strategy} ${state}`));
  expect(ROWS.map(({ strategy, certificate }) => `${strategy} ${certificate}`)).toEqual(all);
});

describe.for(KEY_TYPES)("%s certificates", (keyType) => {
  describe.for(VERSIONS)("TLS %s", (version) => {
    test.for(ROWS)("$strategy, $certificate: openssl", async (row, context) => {
      requirePeer(context, "openssl");
      const credentials = credentialsOf(row, keyType);
      const flags = [`-tls${version.replace(".", "_")}`, ...((credentials && files.get(credentials)) ?? [])];
      const serverName = nameOf(row.strategy ?? "", keyType);
      const { result, event } = await proxy.watch(() => sClient({ port, serverName, authority: authorityFile, flags }));
      expect(told(result.stdout, result.stderr, event)).toEqual(expected(row, version));
    });

    test.for(ROWS)("$strategy, $certificate: Node", async (row) => {
      const credentials = credentialsOf(row, keyType);
      const serverName = nameOf(row.strategy ?? "", keyType);
      const { result, event } = await proxy.watch(() =>
        nodeClient({ port, serverName, ca: servers.certificate, version: `TLSv${version}`, credentials }),
      );
      expect(told(result.heard, result.error, event)).toEqual(expected(row, version));
    });
  });
});
