import { afterAll, beforeAll, expect, test } from "vitest";
import { CURL_CLOSED, curl } from "./testing/curl.ts";
import { requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { startHttpUpstream, type Upstream } from "./testing/upstreams.ts";

let upstream: Upstream;
let proxy: ProxyProcess;

beforeAll(async () => {
  upstream = await startHttpUpstream({ name: "plain" });
  const endpoint = (name: string, port: number, ...rules: readonly unknown[]) => ({
    name,
    url: `tcp://127.0.0.1:${port}`,
    upstream: { url: `127.0.0.1:${upstream.port}` },
    traffic_policy: { on_tcp_connect: rules },
  });
  const restrict = (config: unknown) => ({ actions: [{ type: "restrict-ips", config }] });
  proxy = await startProxy({
    config: {
      endpoints: [
        endpoint("allowed", 1001, restrict({ allow: ["127.0.0.0/8"], deny: ["127.0.0.2"] })),
        endpoint("denied", 1002, restrict({ allow: ["0.0.0.0/0"], deny: ["127.0.0.0/8"] })),
        endpoint("mapped", 1003, restrict({ allow: ["0.0.0.0/0"], deny: ["::ffff:127.0.0.1"] })),
        endpoint(
          "by-rule",
          1004,
          { actions: [{ type: "log", config: { metadata: { seen: "${conn.client_ip}" } } }] },
          {
            expressions: ["inCidrRange(conn.client_ip, '127.0.0.0/8')"],
            actions: [{ type: "deny" }],
          },
        ),
        endpoint("reset", 1005, { actions: [{ type: "close-connection" }] }),
        endpoint("failing", 1006, {
          expressions: ["1 / (conn.client_port - conn.client_port) == 1"],
          actions: [{ type: "deny" }],
        }),
      ],
    },
  });
});

afterAll(async () => {
  await proxy?.stop();
  await upstream?.close();
});

test("an allowed address gets through", async (context) => {
  requirePeer(context, "curl");
  const { result, event } = await proxy.watch(() => curl({ port: proxy.port("allowed") }));
  expect(result).toMatchObject({ code: 0, stdout: "hello from plain\n" });
  expect(event).toMatchObject({ ip_policy: { decision: "allow" }, traffic_policy: { outcome: "continue" } });
  expect(event.conn.bytes_in).toBeGreaterThan(0);
  expect(event.conn.bytes_out).toBeGreaterThan(0);
});

test.for([
  ["denied", { outcome: "deny", rule: 0, action: 0 }, "deny"],
  ["mapped", { outcome: "deny", rule: 0, action: 0 }, "deny"],
  ["by-rule", { outcome: "deny", rule: 1, action: 0, logs: [{ metadata: { seen: "127.0.0.1" } }] }, null],
  ["reset", { outcome: "close", rule: 0, action: 0 }, null],
  ["failing", { outcome: "error", rule: 0 }, null],
] as const)("a connection to %s never reaches the upstream", async ([name, decision, ipPolicy], context) => {
  requirePeer(context, "curl");
  const before = upstream.connections;
  const { result, event } = await proxy.watch(() => curl({ port: proxy.port(name) }));
  expect(CURL_CLOSED).toContain(result.code);
  expect(result.stdout).toBe("");
  expect(event).toMatchObject({
    conn: { bytes_in: 0, bytes_out: 0 },
    endpoint: { name },
    ip_policy: { decision: ipPolicy },
    traffic_policy: decision,
    upstream: null,
  });
  expect(upstream.connections).toBe(before);
});
