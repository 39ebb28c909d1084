import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dialTcp, readAll } from "../testing/peers.ts";
import { createAuthority } from "../testing/pki.ts";
import { curl } from "./testing/curl.ts";
import { startHaproxy } from "./testing/haproxy.ts";
import { hasPeer, type Peer, requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy, type TestEndpoint } from "./testing/proxy-process.ts";
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
  http-request return status 200 content-type text/plain lf-string "%[fc_rcvd_proxy] %[src]:%[src_port] %[dst]:%[dst_port]\\n"`,
  });
  const upstream = (version: 1 | 2) => ({ url: `127.0.0.1:${haproxy?.port}`, proxy_protocol: version });
  const plain = (version: 1 | 2): TestEndpoint => {
    return { name: `version-${version}`, url: `tcp://127.0.0.1:${8000 + version}`, upstream: upstream(version) };
  };
  const terminated = {
    name: "terminated",
    url: `tls://${NAME}`,
    upstream: upstream(2),
    traffic_policy: { on_tcp_connect: [{ actions: [{ type: "terminate-tls", config: {} }] }] },
  };
  proxy = await startProxy({
    config: {
      certificates: [{ certificate, private_key: privateKey }],
      endpoints: [plain(1), plain(2), terminated],
    },
    files: { "ca.pem": authority.certificate },
  });
});

afterAll(async () => {
  await proxy?.stop();
  await haproxy?.stop();
});

describe("HAProxy is told the client by the PROXY protocol", () => {
  test.for(["version-1", "version-2"])("%s", async (name, context) => {
    requirePeer(context, ...PEERS);
    const { result, event } = await proxy.watch(() => curl({ port: proxy.port(name) }));
    const told = `1 127.0.0.1:${event.conn.client_port} 127.0.0.1:${proxy.port(name)}\n`;
    expect(result).toEqual({ code: 0, stdout: told, stderr: "" });
  });

  test("in front of what was decrypted", async (context) => {
    requirePeer(context, ...PEERS);
    const visit = () =>
      curl({ port: proxy.port("terminated"), serverName: NAME, authority: proxy.scratch.path("ca.pem") });
    const { result, event } = await proxy.watch(visit);
    const told = `1 127.0.0.1:${event.conn.client_port} 127.0.0.1:${proxy.port("terminated")}\n`;
    expect(result).toEqual({ code: 0, stdout: told, stderr: "" });
  });

  test("which refuses whoever sends none", async (context) => {
    requirePeer(context, ...PEERS);
    const socket = await dialTcp(haproxy?.port ?? 0);
    socket.end("GET / HTTP/1.0\r\n\r\n");
    // Closed upon unread bytes, which may be a reset.
    const heard = await readAll(socket).catch(() => Buffer.alloc(0));
    expect(heard.toString()).not.toContain("200 OK");
  });
});
