import { afterAll, beforeAll, expect, test } from "vitest";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";
import { nodeClient } from "./testing/node-client.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { startHttpUpstream, type Upstream } from "./testing/upstreams.ts";

const NAME = "app.example.com";
const VERSIONS = ["TLSv1.2", "TLSv1.3"] as const;

let servers: Authority;
let authority: Authority;
let right: Credentials;
let upstream: Upstream;
let proxy: ProxyProcess;

beforeAll(async () => {
  servers = await createAuthority({ commonName: "Servers CA" });
  authority = await createAuthority({ commonName: "Clients CA" });
  right = await authority.issue({ commonName: "client", usage: "client" });
  const host = await servers.issue({ commonName: NAME, dnsNames: [NAME] });
  upstream = await startHttpUpstream({ name: "upstream" });
  const terminate = { type: "terminate-tls", config: { mutual_tls_certificate_authorities: ["clients"] } };
  proxy = await startProxy({
    config: {
      certificates: [{ certificate: host.certificate, private_key: host.privateKey }],
      certificate_authorities: { clients: "clients.pem" },
      endpoints: [
        {
          name: "app",
          url: `tls://${NAME}`,
          upstream: { url: `127.0.0.1:${upstream.port}` },
          traffic_policy: { on_tcp_connect: [{ actions: [terminate] }] },
        },
      ],
    },
    files: { "clients.pem": authority.certificate },
    // Each change is asked for by a signal, so that none is read half written.
    flags: ["--no-watch"],
  });
});

afterAll(async () => {
  await proxy?.stop();
  await upstream?.close();
});

async function codes(credentials: Credentials | undefined): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for (const version of VERSIONS) {
    const { event } = await proxy.watch(() =>
      nodeClient({ port: proxy.port("app"), serverName: NAME, ca: servers.certificate, version, credentials }),
    );
    found.push(event.traffic_policy.error?.code);
  }
  return found;
}

const twice = (code: string | undefined) => [code, code];

test.each<[string, () => Promise<string>]>([
  ["garbage", async () => "garbage"],
  ["nothing", async () => ""],
  ["a certificate that is no authority", async () => right.certificate],
  ["an authority and a block of garbage", async () => `${authority.certificate}-----BEGIN CERTIFICATE-----\nAAAA\n`],
])("authorities that have become %s are refused, and those before stay", async (_what, contents) => {
  await proxy.scratch.write("clients.pem", await contents());
  proxy.signal("SIGHUP");
  await proxy.said(/^sluice: reload refused/);
  const stranger = await (await createAuthority({ commonName: "Clients CA" })).issue({
    commonName: "x",
    usage: "client",
  });
  expect(await codes(right)).toEqual(twice(undefined));
  expect(await codes(undefined)).toEqual(twice("client-certificate-required"));
  expect(await codes(stranger)).toEqual(twice("client-certificate-untrusted"));
});

test("authorities that have become others let in the clients of those", async () => {
  const next = await createAuthority({ commonName: "Clients CA" });
  const client = await next.issue({ commonName: "next", usage: "client" });
  await proxy.scratch.write("clients.pem", next.certificate);
  proxy.signal("SIGHUP");
  await proxy.said(/^sluice: reloaded/);
  expect(await codes(client)).toEqual(twice(undefined));
  expect(await codes(right)).toEqual(twice("client-certificate-untrusted"));
});
