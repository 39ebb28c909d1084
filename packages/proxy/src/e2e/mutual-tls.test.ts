import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthority, createClientCertificates } from "../testing/pki.ts";
import { curl } from "./testing/curl.ts";
import { sClient } from "./testing/openssl.ts";
import { requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { startHttpUpstream, type Upstream } from "./testing/upstreams.ts";

type Client = "right" | "expired" | "notYetValid" | "wrongAuthority" | "wrongPurpose";
type Endpoint = "verified" | "any" | "asked";

let upstream: Upstream;
let proxy: ProxyProcess;
let authority: string;
let port: number;
const flagsOf = new Map<Client, readonly string[]>();

beforeAll(async () => {
  const servers = await createAuthority({ commonName: "Servers CA" });
  const names = ["*.example.com"];
  const host = await servers.issue({ commonName: "the proxy", dnsNames: names });
  const clients = await createClientCertificates();
  upstream = await startHttpUpstream({ name: "plain" });
  const terminating = (name: Endpoint, strategy: string) => ({
    name,
    url: `tls://${name}.example.com`,
    upstream: { url: `127.0.0.1:${upstream.port}` },
    traffic_policy: {
      on_tcp_connect: [
        {
          actions: [
            {
              type: "terminate-tls",
              config: {
                mutual_tls_certificate_authorities: ["clients"],
                mutual_tls_verification_strategy: strategy,
              },
            },
          ],
        },
        {
          expressions: ["has(conn.tls.client.subject)"],
          actions: [{ type: "log", config: { metadata: { client: "${conn.tls.client.subject}" } } }],
        },
        { actions: [{ type: "log", config: { metadata: { error: "${actions.ngrok.terminate_tls.error.code}" } } }] },
      ],
    },
  });
  proxy = await startProxy({
    config: {
      certificates: [{ certificate: host.certificate, private_key: host.privateKey }],
      certificate_authorities: { clients: clients.authority.certificate },
      endpoints: [
        terminating("verified", "require-and-verify"),
        terminating("any", "require-any"),
        terminating("asked", "request"),
      ],
    },
  });
  port = proxy.port("verified");
  authority = await proxy.scratch.write("ca.pem", servers.certificate);
  for (const name of ["right", "expired", "notYetValid", "wrongAuthority", "wrongPurpose"] as const) {
    const { certificate, privateKey } = clients[name];
    const files = [
      await proxy.scratch.write(`${name}.crt`, certificate),
      await proxy.scratch.write(`${name}.key`, privateKey),
    ];
    flagsOf.set(name, ["-cert", files[0] ?? "", "-key", files[1] ?? ""]);
  }
});

afterAll(async () => {
  await proxy?.stop();
  await upstream?.close();
});

function connect(endpoint: Endpoint, client: Client | undefined, version: string) {
  const flags = [version, ...(client === undefined ? [] : (flagsOf.get(client) ?? []))];
  return sClient({ port, serverName: `${endpoint}.example.com`, authority, flags });
}

const REFUSED = [
  [undefined, "client-certificate-required"],
  ["wrongAuthority", "client-certificate-untrusted"],
  ["expired", "client-certificate-expired"],
  ["notYetValid", "client-certificate-not-yet-valid"],
  ["wrongPurpose", "client-certificate-wrong-purpose"],
] as const;

describe.for(["-tls1_2", "-tls1_3"])("with %s", (version) => {
  test("the right certificate is let in, and rules read it", async (context) => {
    requirePeer(context, "openssl");
    const { result, event } = await proxy.watch(() => connect("verified", "right", version));
    expect(result.stdout).toContain("hello from plain");
    expect(event.traffic_policy.outcome).toBe("continue");
    expect(event.traffic_policy.logs).toEqual([
      { metadata: { client: "CN=client,O=Example" } },
      { metadata: { error: "" } },
    ]);
  });

  test.for(REFUSED)("the client certificate %s is refused: %s", async ([client, code], context) => {
    requirePeer(context, "openssl");
    const before = upstream.connections;
    const { result, event } = await proxy.watch(() => connect("verified", client, version));
    expect(result.stdout).not.toContain("hello from plain");
    expect(event).toMatchObject({
      conn: { server_name: "verified.example.com" },
      traffic_policy: { outcome: "error", rule: 0, action: 0, error: { code }, logs: [] },
      upstream: null,
    });
    expect(upstream.connections).toBe(before);
  });

  test.for(["wrongAuthority", "expired"] as const)("`require-any` lets %s in and says so", async (client, context) => {
    requirePeer(context, "openssl");
    const { result, event } = await proxy.watch(() => connect("any", client, version));
    expect(result.stdout).toContain("hello from plain");
    expect(event.traffic_policy.outcome).toBe("continue");
    expect(event.traffic_policy.logs[0]).toEqual({ metadata: { client: "CN=client,O=Example" } });
    expect(event.traffic_policy.logs[1]?.metadata).not.toEqual({ error: "" });
  });

  test("`require-any` refuses no certificate", async (context) => {
    requirePeer(context, "openssl");
    const { event } = await proxy.watch(() => connect("any", undefined, version));
    expect(event.traffic_policy).toMatchObject({ outcome: "error", error: { code: "client-certificate-required" } });
  });

  test("`request` lets no certificate in, and there is none to read", async (context) => {
    requirePeer(context, "openssl");
    const { result, event } = await proxy.watch(() => connect("asked", undefined, version));
    expect(result.stdout).toContain("hello from plain");
    expect(event.traffic_policy.logs).toHaveLength(1);
  });

  test("a session is never resumed, so that no certificate goes unseen", async (context) => {
    requirePeer(context, "openssl");
    const session = proxy.scratch.path(`session${version}`);
    const serverName = "verified.example.com";
    const flags = [version, ...(flagsOf.get("right") ?? []), "-sess_out", session];
    const first = await proxy.watch(() => sClient({ port, serverName, authority, flags }));
    expect(first.result.stdout).toContain("hello from plain");
    // With the certificate, and without.
    const same = [version, ...(flagsOf.get("right") ?? []), "-sess_in", session];
    const second = await proxy.watch(() => sClient({ port, serverName, authority, flags: same }));
    expect(second.result.stdout).toMatch(/^New, TLS/m);
    expect(second.result.stdout).toContain("hello from plain");
    const again = [version, "-sess_in", session];
    const { result, event } = await proxy.watch(() => sClient({ port, serverName, authority, flags: again }));
    expect(result.stdout).not.toContain("hello from plain");
    expect(event.traffic_policy).toMatchObject({ outcome: "error", error: { code: "client-certificate-required" } });
  });
});

test("curl gets in with the right certificate and not without", async (context) => {
  requirePeer(context, "curl");
  const [, certificate = "", , key = ""] = flagsOf.get("right") ?? [];
  const flags = ["--cert", certificate, "--key", key];
  const serverName = "verified.example.com";
  const right = await proxy.watch(() => curl({ port, serverName, authority, flags }));
  expect(right.result).toMatchObject({ code: 0, stdout: "hello from plain\n" });
  const without = await proxy.watch(() => curl({ port, serverName, authority }));
  expect(without.result.stdout).toBe("");
  expect(without.result.code).not.toBe(0);
});
