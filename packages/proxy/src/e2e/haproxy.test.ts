import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closedPort, dialTcp, readAll } from "../testing/peers.ts";
import { CURL_CLOSED, curl } from "./testing/curl.ts";
import { startHaproxy } from "./testing/haproxy.ts";
import { NAME, PEERS, TERMINATE, useHaproxyBehindProxy } from "./testing/haproxy-behind-proxy.ts";
import { hasPeer, requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import type { RealServer } from "./testing/real-server.ts";

/** How HAProxy says who connects: the settings of its `server`. */
const SENDERS = {
  "version 1": "send-proxy",
  "version 2": "send-proxy-v2",
  "version 2 with TLVs": "send-proxy-v2-ssl-cn proxy-v2-options crc32c,unique-id,ssl",
};

const told = useHaproxyBehindProxy({
  answer: "%[fc_rcvd_proxy] %[src]:%[src_port] %[dst]:%[dst_port]",
  endpoints: (url) => [
    { name: "version-1", url: "tcp://127.0.0.1:8001", upstream: { url, proxy_protocol: 1 } },
    { name: "version-2", url: "tcp://127.0.0.1:8002", upstream: { url, proxy_protocol: 2 } },
    { name: "terminated", url: `tls://${NAME}`, upstream: { url, proxy_protocol: 2 }, ...TERMINATE },
  ],
});

describe("HAProxy is told the client by the PROXY protocol", () => {
  test.for(["version-1", "version-2"])("%s", async (name, context) => {
    requirePeer(context, ...PEERS);
    const { proxy } = told;
    const { result, event } = await proxy.watch(() => curl({ port: proxy.port(name) }));
    const stdout = `1 127.0.0.1:${event.conn.client_port} 127.0.0.1:${proxy.port(name)}\n`;
    expect(result).toEqual({ code: 0, stdout, stderr: "" });
  });

  test("in front of what was decrypted", async (context) => {
    requirePeer(context, ...PEERS);
    const { proxy } = told;
    const { result, event } = await proxy.watch(() => told.visit("terminated"));
    const stdout = `1 127.0.0.1:${event.conn.client_port} 127.0.0.1:${proxy.port("terminated")}\n`;
    expect(result).toEqual({ code: 0, stdout, stderr: "" });
  });

  test("which refuses whoever sends none", async (context) => {
    requirePeer(context, ...PEERS);
    const socket = await dialTcp(told.port);
    socket.end("GET / HTTP/1.0\r\n\r\n");
    // Closed upon unread bytes, which may be a reset.
    const heard = await readAll(socket).catch(() => Buffer.alloc(0));
    expect(heard.toString()).not.toContain("200 OK");
  });
});

describe("HAProxy says who the client is", () => {
  let behind: ProxyProcess;
  let sender: RealServer | undefined;
  const ports = new Map<string, number>();

  beforeAll(async () => {
    if (!hasPeer(...PEERS)) return;
    const upstream = { url: `127.0.0.1:${told.port}`, proxy_protocol: 2 };
    behind = await startProxy({
      config: {
        listen: {
          address: "127.0.0.1",
          ports: { 8000: 0 },
          accept_proxy_protocol: { from: ["127.0.0.0/8"] },
        },
        endpoints: [{ name: "behind", url: "tcp://127.0.0.1:8000", upstream }],
      },
    });
    for (const name of Object.keys(SENDERS)) ports.set(name, await closedPort());
    sender = await startHaproxy({
      sections: async () =>
        Object.entries(SENDERS)
          .map(
            ([name, settings], index) => `
listen sender${index}
  mode tcp
  unique-id-format %{+X}o\\ %ci:%cp_%Ts
  bind 127.0.0.1:${ports.get(name)}
  server behind 127.0.0.1:${behind.port("behind")} ${settings}`,
          )
          .join("\n"),
    });
  });

  afterAll(async () => {
    await sender?.stop();
    await behind?.stop();
  });

  test.for(Object.keys(SENDERS))("%s", async (name, context) => {
    requirePeer(context, ...PEERS);
    const flags = ["--write-out", "%{local_port}"];
    const { result, event } = await behind.watch(() => curl({ port: ports.get(name) ?? 0, flags }));
    const [said, own] = result.stdout.split("\n");
    expect(result).toMatchObject({ code: 0, stderr: "" });
    // Through both, up to the last in the row.
    expect(said).toMatch(new RegExp(`^1 127\\.0\\.0\\.1:${own} `));
    expect(event.conn).toMatchObject({ client_ip: "127.0.0.1", client_port: Number(own), peer_ip: "127.0.0.1" });
    expect(event.conn.peer_port).not.toBe(Number(own));
    expect(event.conn.error).toBeUndefined();
  });

  test("and who says it not is refused", async (context) => {
    requirePeer(context, ...PEERS);
    const { result, event } = await behind.watch(() => curl({ port: behind.port("behind") }));
    expect(CURL_CLOSED).toContain(result.code);
    expect(event).toMatchObject({ traffic_policy: { error: { code: "proxy-header-missing" } }, upstream: null });
  });
});
