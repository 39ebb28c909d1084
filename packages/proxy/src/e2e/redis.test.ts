import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthority } from "../testing/pki.ts";
import { hasPeer, type Peer, requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import type { RealServer } from "./testing/real-server.ts";
import { redisCli, startRedis } from "./testing/redis.ts";

const PEERS: readonly Peer[] = ["redis-server", "redis-cli"];
const NAME = "cache.example.com";

let redis: RealServer | undefined;
let proxy: ProxyProcess;

beforeAll(async () => {
  if (!hasPeer(...PEERS)) return;
  const authority = await createAuthority({ commonName: "Caches CA" });
  const { certificate, privateKey } = await authority.issue({
    commonName: "cache",
    dnsNames: [NAME],
    ipAddresses: ["127.0.0.1"],
  });
  redis = await startRedis();
  const upstream = { url: `127.0.0.1:${redis.port}` };
  proxy = await startProxy({
    config: {
      certificates: [{ certificate, private_key: privateKey }],
      endpoints: [
        { name: "plain", url: `tcp://${NAME}:6379`, upstream },
        {
          name: "tls",
          url: `tls://${NAME}`,
          upstream,
          traffic_policy: { on_tcp_connect: [{ actions: [{ type: "terminate-tls", config: {} }] }] },
        },
      ],
    },
    files: { "ca.pem": authority.certificate },
  });
});

afterAll(async () => {
  await proxy?.stop();
  await redis?.stop();
});

describe.each(["plain", "tls"])("Redis behind a %s endpoint", (name) => {
  const to = () => {
    const tls = { serverName: NAME, authority: proxy.scratch.path("ca.pem") };
    return { port: proxy.port(name), ...(name === "tls" ? { tls } : {}) };
  };

  test("answers", async (context) => {
    requirePeer(context, ...PEERS);
    const { result, event } = await proxy.watch(() => redisCli(to(), "ping"));
    expect(result).toEqual({ code: 0, stdout: "PONG\n", stderr: "" });
    expect(event.endpoint).toMatchObject({ name });
    expect(event.conn.error).toBeUndefined();
  });

  test("keeps a value of a megabyte as it was sent", async (context) => {
    requirePeer(context, ...PEERS);
    const value = randomBytes(500_000).toString("hex");
    const { result: set } = await proxy.watch(() => redisCli({ ...to(), input: value }, "set", name));
    expect(set).toMatchObject({ code: 0, stdout: "OK\n" });
    const { result: got, event } = await proxy.watch(() => redisCli(to(), "get", name));
    expect(got.stdout === `${value}\n`).toBe(true);
    expect(event.conn.bytes_out).toBeGreaterThan(value.length);
  });
});
