import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthority } from "../testing/pki.ts";
import { curl } from "./testing/curl.ts";
import { startHaproxy } from "./testing/haproxy.ts";
import { hasPeer, type Peer, requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import type { RealServer } from "./testing/real-server.ts";

const PEERS: readonly Peer[] = ["haproxy", "curl"];
const NAME = "app.example.com";

let haproxy: RealServer | undefined;
let proxy: ProxyProcess;

beforeAll(async () => {
  if (!hasPeer(...PEERS)) return;
  const authority = await createAuthority({ commonName: "Servers CA" });
  const { certificate, privateKey } = await authority.issue({ commonName: "edge", dnsNames: [NAME] });
  haproxy = await startHaproxy({
    sections: async ({ port }) => `
frontend told
  bind 127.0.0.1:${port} accept-proxy
  http-request return status 200 content-type text/plain lf-string "%[fc_pp_authority] %[fc_pp_unique_id] %[src_port]\\n"`,
  });
  const endpoint = (tlvs: readonly string[]) => ({
    upstream: { url: `127.0.0.1:${haproxy?.port}`, proxy_protocol: { version: 2, tlvs } },
    traffic_policy: { on_tcp_connect: [{ actions: [{ type: "terminate-tls", config: {} }] }] },
  });
  proxy = await startProxy({
    config: {
      certificates: [{ certificate, private_key: privateKey }],
      endpoints: [
        { name: "all", url: `tls://${NAME}`, ...endpoint(["alpn", "authority", "ssl", "unique_id", "crc32c"]) },
        { name: "none", url: `tls://${NAME}:8443`, ...endpoint([]) },
      ],
    },
    files: { "ca.pem": authority.certificate },
  });
});

afterAll(async () => {
  await proxy?.stop();
  await haproxy?.stop();
});

describe("HAProxy is told by TLVs, under a checksum that it verifies,", () => {
  const visit = (name: string) => () =>
    curl({ port: proxy.port(name), serverName: NAME, authority: proxy.scratch.path("ca.pem") });

  test("the server name and the event's id", async (context) => {
    requirePeer(context, ...PEERS);
    const { result, event } = await proxy.watch(visit("all"));
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(result.stdout).toMatch(
      new RegExp(`^${NAME} ev_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12} ${event.conn.client_port}\n$`),
    );
  });

  test("nothing of which none was asked for", async (context) => {
    requirePeer(context, ...PEERS);
    const { result, event } = await proxy.watch(visit("none"));
    expect(result).toMatchObject({ code: 0, stdout: `  ${event.conn.client_port}\n`, stderr: "" });
  });
});
