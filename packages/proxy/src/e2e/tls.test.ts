import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Authority, createAuthority } from "../testing/pki.ts";
import { curl } from "./testing/curl.ts";
import { sClient } from "./testing/openssl.ts";
import { requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { startHttpUpstream, type Upstream } from "./testing/upstreams.ts";

let servers: Authority;
let plain: Upstream;
let secure: Upstream;
let proxy: ProxyProcess;
let authority: string;
let port: number;

beforeAll(async () => {
  servers = await createAuthority({ commonName: "Servers CA" });
  const names = ["own.example.com", "strict.example.com", "given.example.com", "*.wild.example.com"];
  const host = await servers.issue({ commonName: "the proxy", dnsNames: names });
  const given = await servers.issue({ commonName: "the policy", dnsNames: ["given.example.com"] });
  const behind = await servers.issue({ commonName: "the upstream", dnsNames: ["through.example.com"] });
  plain = await startHttpUpstream({ name: "plain" });
  secure = await startHttpUpstream({ name: "secure", credentials: behind });
  const terminating = (name: string, settings: Record<string, unknown> = {}) => ({
    name,
    url: `tls://${name}.example.com`,
    upstream: { url: `127.0.0.1:${plain.port}` },
    traffic_policy: {
      on_tcp_connect: [
        { actions: [{ type: "terminate-tls", config: settings }] },
        {
          actions: [{ type: "log", config: { metadata: { version: "${conn.tls.version}", sni: "${conn.tls.sni}" } } }],
        },
      ],
    },
  });
  proxy = await startProxy({
    config: {
      certificates: [{ certificate: host.certificate, private_key: host.privateKey }],
      endpoints: [
        { name: "through", url: "tls://through.example.com", upstream: { url: `127.0.0.1:${secure.port}` } },
        terminating("own"),
        terminating("strict", { min_version: "1.3" }),
        terminating("given", { server_certificate: given.certificate, server_private_key: given.privateKey }),
        { ...terminating("wild"), url: "tls://*.wild.example.com" },
      ],
    },
  });
  port = proxy.port("through");
  authority = await proxy.scratch.write("ca.pem", servers.certificate);
});

afterAll(async () => {
  await proxy?.stop();
  await plain?.close();
  await secure?.close();
});

describe("a passthrough endpoint", () => {
  test("shows openssl the upstream's certificate", async (context) => {
    requirePeer(context, "openssl");
    const { result, event } = await proxy.watch(() => sClient({ port, serverName: "through.example.com", authority }));
    expect(result.stdout).toContain("subject=CN = the upstream");
    expect(result.stdout).toContain("Verify return code: 0 (ok)");
    expect(result.stdout).toContain("hello from secure");
    expect(event).toMatchObject({
      conn: { server_name: "through.example.com", client_ip: "127.0.0.1" },
      endpoint: { name: "through" },
      traffic_policy: { outcome: "continue", rule: null },
      upstream: { address: `127.0.0.1:${secure.port}` },
    });
    expect(event.conn.ja4_fingerprint).toMatch(/^t\d\dd\d{4}[a-z0-9]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/);
  });

  test("is as good as the upstream itself to curl", async (context) => {
    requirePeer(context, "curl");
    const { result } = await proxy.watch(() => curl({ port, serverName: "through.example.com", authority }));
    expect(result).toMatchObject({ code: 0, stdout: "hello from secure\n" });
  });
});

describe("a terminating endpoint", () => {
  test.for([
    ["own", "the proxy"],
    ["given", "the policy"],
  ])("%s shows the certificate of %s", async ([name, subject], context) => {
    requirePeer(context, "openssl");
    const { result, event } = await proxy.watch(() => sClient({ port, serverName: `${name}.example.com`, authority }));
    expect(result.stdout).toContain(`subject=CN = ${subject}`);
    expect(result.stdout).toContain("Verify return code: 0 (ok)");
    expect(result.stdout).toContain("hello from plain");
    expect(event.traffic_policy).toMatchObject({
      outcome: "continue",
      logs: [{ metadata: { version: "1.3", sni: `${name}.example.com` } }],
    });
  });

  test("answers curl, also for a name under a wildcard", async (context) => {
    requirePeer(context, "curl");
    for (const serverName of ["own.example.com", "any.wild.example.com"]) {
      const { result } = await proxy.watch(() => curl({ port, serverName, authority }));
      expect(result).toMatchObject({ code: 0, stdout: "hello from plain\n" });
    }
  });

  test("takes TLS 1.2 where the policy does not say otherwise", async (context) => {
    requirePeer(context, "openssl");
    const { result, event } = await proxy.watch(() =>
      sClient({ port, serverName: "own.example.com", authority, flags: ["-tls1_2"] }),
    );
    expect(result.stdout).toContain("hello from plain");
    expect(event.traffic_policy.logs).toEqual([{ metadata: { version: "1.2", sni: "own.example.com" } }]);
  });

  test("refuses TLS 1.2 with an alert under `min_version: '1.3'`", async (context) => {
    requirePeer(context, "openssl");
    const before = plain.connections;
    const { result, event } = await proxy.watch(() =>
      sClient({ port, serverName: "strict.example.com", authority, flags: ["-tls1_2"] }),
    );
    expect(result.stderr).toContain("alert protocol version");
    expect(event).toMatchObject({
      conn: { server_name: "strict.example.com" },
      endpoint: { name: "strict" },
      traffic_policy: { outcome: "error", rule: 0, action: 0, error: { code: "tls-handshake-failed" } },
      upstream: null,
    });
    expect(plain.connections).toBe(before);
  });

  test("takes TLS 1.3 under `min_version: '1.3'`", async (context) => {
    requirePeer(context, "openssl");
    const flags = ["-tls1_3"];
    const { result } = await proxy.watch(() => sClient({ port, serverName: "strict.example.com", authority, flags }));
    expect(result.stdout).toContain("hello from plain");
  });
});

describe("a name that no endpoint has", () => {
  test.for(["nobody.example.com", "wild.example.com", undefined])("%s", async (serverName, context) => {
    requirePeer(context, "openssl");
    const { result, event } = await proxy.watch(() => sClient({ port, serverName, authority }));
    expect(result.stderr).toContain("unrecognized name");
    expect(event).toMatchObject({
      conn: { server_name: serverName ?? "" },
      endpoint: null,
      traffic_policy: { outcome: "error", rule: null, error: { code: "unrecognized-name" } },
      upstream: null,
    });
  });
});
