import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthority } from "../testing/pki.ts";
import { hasPeer, type Peer, requirePeer } from "./testing/peers.ts";
import { psql, startPostgres } from "./testing/postgres.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import type { RealServer } from "./testing/real-server.ts";

const PEERS: readonly Peer[] = ["initdb", "postgres", "psql"];
const IS_ENCRYPTED = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";

let postgres: RealServer | undefined;
let proxy: ProxyProcess;

beforeAll(async () => {
  if (!hasPeer(...PEERS)) return;
  const authority = await createAuthority({ commonName: "Databases CA" });
  const server = await authority.issue({ commonName: "db", dnsNames: ["db.example.com"], ipAddresses: ["127.0.0.1"] });
  postgres = await startPostgres({ tls: server });
  const upstream = { url: `127.0.0.1:${postgres.port}` };
  const restrict = (allow: string) => ({
    on_tcp_connect: [{ actions: [{ type: "restrict-ips", config: { allow: [allow] } }] }],
  });
  proxy = await startProxy({
    config: {
      endpoints: [
        { name: "db", url: "tcp://db.example.com:5432", upstream, traffic_policy: restrict("127.0.0.0/8") },
        { name: "closed", url: "tcp://db.example.com:5433", upstream, traffic_policy: restrict("192.0.2.0/24") },
      ],
    },
    files: { "ca.pem": authority.certificate },
  });
});

afterAll(async () => {
  await proxy?.stop();
  await postgres?.stop();
});

describe("PostgreSQL behind a tcp:// endpoint", () => {
  test("answers without TLS", async (context) => {
    requirePeer(context, ...PEERS);
    const { result, event } = await proxy.watch(() =>
      psql({ port: proxy.port("db"), sslmode: "disable" }, IS_ENCRYPTED),
    );
    expect(result).toEqual({ code: 0, stdout: "f\n", stderr: "" });
    expect(event.traffic_policy.outcome).toBe("continue");
    expect(event.conn.error).toBeUndefined();
  });

  test.for(["require", "verify-full"])(
    "goes over to TLS inside of the connection with sslmode=%s",
    async (sslmode, context) => {
      requirePeer(context, ...PEERS);
      const settings = { port: proxy.port("db"), sslmode, sslrootcert: proxy.scratch.path("ca.pem") };
      const { result, event } = await proxy.watch(() => psql(settings, IS_ENCRYPTED));
      expect(result).toEqual({ code: 0, stdout: "t\n", stderr: "" });
      // The first bytes are PostgreSQL's own, which the proxy takes no interest in.
      expect(event.conn).toMatchObject({ server_name: "", ja4_fingerprint: "" });
      // Each side ends TLS with a `close_notify` and hangs up without waiting for the other's. One that comes too late
      // is answered with a reset: by PostgreSQL, or by the system of a `psql` that is gone.
      expect([undefined, "upstream-reset", "client-reset"]).toContain(event.conn.error?.code);
    },
  );

  test.for(["disable", "require"])(
    "sends megabytes that arrive as they are with sslmode=%s",
    async (sslmode, context) => {
      requirePeer(context, ...PEERS);
      const rows = "select md5(i::text) || repeat('x', 1000) from generate_series(1, 5000) i";
      const { result, event } = await proxy.watch(() => psql({ port: proxy.port("db"), sslmode }, rows));
      const expected = Array.from({ length: 5_000 }, (_, index) => {
        return `${createHash("md5")
          .update(String(index + 1))
          .digest("hex")}${"x".repeat(1_000)}\n`;
      }).join("");
      expect(result.code).toBe(0);
      expect(result.stdout === expected).toBe(true);
      expect(event.conn.bytes_out).toBeGreaterThan(expected.length);
    },
  );

  test("is not reached by who is not allowed", async (context) => {
    requirePeer(context, ...PEERS);
    const { result, event } = await proxy.watch(() =>
      psql({ port: proxy.port("closed"), sslmode: "disable" }, "select 1"),
    );
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("server closed the connection unexpectedly");
    expect(event).toMatchObject({ traffic_policy: { outcome: "deny" }, upstream: null });
  });
});
