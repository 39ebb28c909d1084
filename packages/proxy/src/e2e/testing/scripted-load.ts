import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { nodeHandshake } from "../../testing/handshake.ts";
import { closedPort, dialTcp, dialTls, echo, type Peer, readAll, tcpPeer } from "../../testing/peers.ts";
import { createAuthority } from "../../testing/pki.ts";
import type { ProxyProcess, TestConfig } from "./proxy-process.ts";

const policy = (type: string): object => ({
  on_tcp_connect: [{ actions: [{ type: "log", config: { metadata: {} } }, { type }] }],
});

/** What is done to a proxy, so that every number that it tells afterwards is known. */
export interface ScriptedLoad {
  readonly config: TestConfig;
  /** Of the members of the pool, by the series: how many processes pass each over. */
  readonly pool: Readonly<Record<string, number>>;
  run(proxy: ProxyProcess): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** `metrics`: of the configuration. */
export async function scriptedLoad(metrics: object): Promise<ScriptedLoad> {
  const upstream: Peer = await tcpPeer(echo);
  const authority = await createAuthority({ commonName: "Servers CA" });
  const { certificate, privateKey } = await authority.issue({ commonName: "edge", dnsNames: ["app.example.com"] });
  const down = await closedPort();
  const to = { url: upstream.port };
  const pooled = { url: "tcp://pool.example.com:7006", pooling_enabled: true };
  const config: TestConfig = {
    metrics,
    certificates: [{ certificate, private_key: privateKey }],
    endpoints: [
      { name: "open", url: "tcp://open.example.com:7001", upstream: to, shadow_policy: policy("deny") },
      { name: "denied", url: "tcp://denied.example.com:7002", traffic_policy: policy("deny") },
      { name: "reset", url: "tcp://reset.example.com:7003", traffic_policy: policy("close-connection") },
      { name: "limited", url: "tcp://limited.example.com:7004", upstream: to, max_connections: 1 },
      { name: "down", url: "tcp://down.example.com:7005", upstream: { url: down } },
      { name: "pool-down", ...pooled, upstream: { url: down } },
      { name: "pool-up", ...pooled, upstream: to },
      {
        name: "app",
        url: "tls://app.example.com",
        upstream: to,
        traffic_policy: { on_tcp_connect: [{ actions: [{ type: "terminate-tls" }] }] },
      },
    ],
  };
  const member = (port: number): string =>
    `sluice_pool_member_ejected{pool="tcp://pool.example.com:7006",upstream="${port}"}`;
  return {
    config,
    pool: { [member(down)]: 1, [member(upstream.port)]: 0 },
    async run(proxy) {
      const each = async (count: number, client: () => Promise<unknown>): Promise<void> => {
        for (let i = 0; i < count; i++) await proxy.watch(client);
      };
      await each(3, () => exchange(dialTcp(proxy.port("open")), "12345"));
      await each(2, () => heard(proxy.port("denied")));
      await each(1, () => heard(proxy.port("reset")));
      const first = await dialTcp(proxy.port("limited"));
      first.write("x");
      await once(first, "data");
      await each(2, () => heard(proxy.port("limited")));
      await each(1, () => exchange(Promise.resolve(first), "y"));
      await each(2, () => heard(proxy.port("down")));
      // The first is for the one that is down, and goes on to the other; after that it is passed over.
      await each(1, () => exchange(dialTcp(proxy.port("pool-up")), "z"));
      await each(2, () => exchange(dialTls(proxy.port("app"), "app.example.com"), "secret"));
      await each(1, () => nodeHandshake(proxy.port("app"), "app.example.com", NO_SHARED_CIPHER));
      await each(1, () => nodeHandshake(proxy.port("app"), "nobody.example.com"));
      await each(1, () => heard(proxy.port("app"), "GET / HTTP/1.0\r\n\r\n"));
    },
    [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose](),
  };
}

const NO_SHARED_CIPHER = { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA" } as const;

async function exchange(dialled: Promise<Socket>, text: string): Promise<void> {
  const socket = await dialled;
  socket.end(text);
  await readAll(socket);
}

/** What a refused client does: it hears the end, however that is told. */
async function heard(port: number, says = ""): Promise<void> {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  socket.write(says);
  await new Promise((resolve) => socket.resume().once("close", resolve));
}

/** Every count that the load leads to; times, and the pool with its ports, apart. */
export const COUNTS: Readonly<Record<string, number>> = {
  // What alerts watch is there before it happens.
  'sluice_limits_hit_total{limit="accept-rate"}': 0,
  'sluice_limits_hit_total{limit="descriptors"}': 0,
  'sluice_limits_hit_total{limit="limits-unanswered"}': 0,
  'sluice_limits_hit_total{limit="max-connections"}': 0,
  'sluice_limits_hit_total{limit="max-connections-client"}': 0,
  'sluice_limits_hit_total{limit="max-connections-prefix"}': 0,
  'sluice_shadow_decisions_total{endpoint="open",result="agrees"}': 0,
  'sluice_shadow_decisions_total{endpoint="open",result="not-evaluated"}': 0,
  'sluice_upstream_dials_total{endpoint="app",result="failed"}': 0,
  'sluice_upstream_dials_total{endpoint="denied",result="failed"}': 0,
  'sluice_upstream_dials_total{endpoint="denied",result="ok"}': 0,
  'sluice_upstream_dials_total{endpoint="down",result="ok"}': 0,
  'sluice_upstream_dials_total{endpoint="limited",result="failed"}': 0,
  'sluice_upstream_dials_total{endpoint="open",result="failed"}': 0,
  'sluice_upstream_dials_total{endpoint="pool-up",result="failed"}': 0,
  'sluice_upstream_dials_total{endpoint="pool-up",result="ok"}': 0,
  'sluice_upstream_dials_total{endpoint="reset",result="failed"}': 0,
  'sluice_upstream_dials_total{endpoint="reset",result="ok"}': 0,
  sluice_config_last_reload_ok: 1,
  'sluice_config_reloads_total{result="ok"}': 0,
  'sluice_config_reloads_total{result="refused"}': 0,
  ...perEndpoint("sluice_connection_duration_seconds_count", {
    app: 3,
    denied: 2,
    down: 2,
    limited: 3,
    none: 2,
    open: 3,
    "pool-down": 1,
    reset: 1,
  }),
  ...perEndpoint("sluice_connection_errors_total", { app: 1 }, 'stage="policy",code="tls-handshake-failed"'),
  ...perEndpoint("sluice_connection_errors_total", { limited: 2 }, 'stage="policy",code="max-connections-endpoint"'),
  ...perEndpoint("sluice_connection_errors_total", { none: 1 }, 'stage="policy",code="client-hello-not-tls"'),
  ...perEndpoint("sluice_connection_errors_total", { none: 1 }, 'stage="policy",code="unrecognized-name"'),
  ...perEndpoint(
    "sluice_connection_errors_total",
    { down: 2, "pool-down": 1 },
    'stage="upstream",code="upstream-unreachable"',
  ),
  ...perEndpoint(
    "sluice_connections_total",
    { app: 2, down: 2, limited: 1, open: 3, "pool-down": 1 },
    'outcome="continue"',
  ),
  ...perEndpoint("sluice_connections_total", { app: 1, limited: 2, none: 2 }, 'outcome="error"'),
  ...perEndpoint("sluice_connections_total", { denied: 2 }, 'outcome="deny"'),
  ...perEndpoint("sluice_connections_total", { reset: 1 }, 'outcome="close"'),
  'sluice_limits_hit_total{limit="max-connections-endpoint"}': 2,
  sluice_open_connections: 0,
  ...perEndpoint("sluice_policy_duration_seconds_count", { app: 3, denied: 2, reset: 1 }),
  sluice_pool_member_ejections_total: 1,
  sluice_ready: 1,
  ...perEndpoint("sluice_shadow_decisions_total", { open: 3 }, 'result="disagrees"'),
  ...perEndpoint("sluice_relayed_bytes_total", { app: 12, limited: 2, open: 15, "pool-down": 1 }, 'direction="in"'),
  ...perEndpoint("sluice_relayed_bytes_total", { app: 12, limited: 2, open: 15, "pool-down": 1 }, 'direction="out"'),
  ...perEndpoint(
    "sluice_rule_decisions_total",
    { app: 1 },
    'rule="0",action="0",outcome="error",code="tls-handshake-failed"',
  ),
  ...perEndpoint("sluice_rule_decisions_total", { denied: 2 }, 'rule="0",action="1",outcome="deny",code=""'),
  ...perEndpoint("sluice_rule_decisions_total", { reset: 1 }, 'rule="0",action="1",outcome="close",code=""'),
  ...perEndpoint("sluice_tls_handshake_duration_seconds_count", { app: 2 }),
  ...perEndpoint("sluice_tls_handshake_failures_total", { app: 1 }, 'alert="handshake_failure",from="proxy"'),
  ...perEndpoint("sluice_tls_handshake_failures_total", { none: 1 }, 'alert="unrecognized_name",from="proxy"'),
  ...perEndpoint("sluice_upstream_connect_duration_seconds_count", { app: 2, limited: 1, open: 3, "pool-down": 1 }),
  ...perEndpoint("sluice_upstream_dials_total", { app: 2, limited: 1, open: 3, "pool-down": 1 }, 'result="ok"'),
  ...perEndpoint("sluice_upstream_dials_total", { down: 2, "pool-down": 1 }, 'result="failed"'),
};

function perEndpoint(metric: string, values: Readonly<Record<string, number>>, rest = ""): Record<string, number> {
  const series = Object.entries(values).map(([endpoint, value]) => {
    const labels = [`endpoint="${endpoint}"`, rest].filter((label) => label !== "").join(",");
    return [`${metric}{${labels}}`, value];
  });
  return Object.fromEntries(series);
}
