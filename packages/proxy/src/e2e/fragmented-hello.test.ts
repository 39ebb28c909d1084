import { afterAll, beforeAll, expect, test } from "vitest";
import { createAuthority } from "../testing/pki.ts";
import { type Cut, type Relay, startFragmentingRelay } from "./testing/fragmenting-relay.ts";
import { sClient } from "./testing/openssl.ts";
import { requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { startHttpUpstream, type Upstream } from "./testing/upstreams.ts";

const CUTS: readonly Cut[] = ["one byte a segment", "several records", "one byte a record"];

let plain: Upstream;
let secure: Upstream;
let proxy: ProxyProcess;
let authority: string;
const relays = new Map<Cut, Relay>();

beforeAll(async () => {
  const servers = await createAuthority({ commonName: "Servers CA" });
  const host = await servers.issue({ commonName: "the proxy", dnsNames: ["own.example.com"] });
  const behind = await servers.issue({ commonName: "the upstream", dnsNames: ["through.example.com"] });
  plain = await startHttpUpstream({ name: "plain" });
  secure = await startHttpUpstream({ name: "secure", credentials: behind });
  proxy = await startProxy({
    config: {
      certificates: [{ certificate: host.certificate, private_key: host.privateKey }],
      endpoints: [
        {
          name: "through",
          url: "tls://through.example.com",
          upstream: { url: `127.0.0.1:${secure.port}` },
          traffic_policy: {
            on_tcp_connect: [{ expressions: ["conn.tls.sni != 'through.example.com'"], actions: [{ type: "deny" }] }],
          },
        },
        {
          name: "own",
          url: "tls://own.example.com",
          upstream: { url: `127.0.0.1:${plain.port}` },
          traffic_policy: { on_tcp_connect: [{ actions: [{ type: "terminate-tls" }] }] },
        },
      ],
    },
  });
  authority = await proxy.scratch.write("ca.pem", servers.certificate);
  for (const cut of CUTS) relays.set(cut, await startFragmentingRelay(proxy.port("own"), cut));
});

afterAll(async () => {
  for (const relay of relays.values()) await relay.close();
  await proxy?.stop();
  await plain?.close();
  await secure?.close();
});

test.for(
  CUTS.flatMap((cut) => [
    { cut, name: "through", answer: "hello from secure" },
    { cut, name: "own", answer: "hello from plain" },
  ]),
)("a hello sent $cut finds $name", async ({ cut, name, answer }, context) => {
  requirePeer(context, "openssl");
  const serverName = `${name}.example.com`;
  const port = relays.get(cut)?.port ?? 0;
  const { result, event } = await proxy.watch(() => sClient({ port, serverName, authority }));
  expect(result.stdout).toContain(answer);
  expect(event).toMatchObject({
    conn: { server_name: serverName },
    endpoint: { name },
    traffic_policy: { outcome: "continue" },
  });
});
