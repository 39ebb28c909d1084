import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { Counters } from "../connection/counters.ts";
import type { ConnectionEvent } from "../events/event.ts";
import { endpointOf } from "../testing/proxies.ts";
import { Scrape } from "../testing/scrape.ts";
import { ConnectionMetrics } from "./connection-metrics.ts";

type Objects = ConnectionEvent["object"];

function eventOf(name: string | undefined, policy: Partial<Objects["traffic_policy"]> = {}): ConnectionEvent {
  return {
    event_id: "ev_1",
    event_type: "tcp_connection_closed.v0",
    event_timestamp: "2026-01-01T00:00:01.500Z",
    object: {
      conn: {
        bytes_in: 1,
        bytes_out: 0,
        client_ip: "192.0.2.1",
        client_port: 50000,
        server_ip: "192.0.2.2",
        server_port: 443,
        server_name: "",
        start_ts: "2026-01-01T00:00:01.000Z",
        end_ts: "2026-01-01T00:00:01.500Z",
        ja4_fingerprint: "",
      },
      endpoint: name === undefined ? null : { id: "ep_1", name, url: urlOf(name) },
      counters: new Counters().object(),
      ip_policy: { decision: null },
      traffic_policy: { outcome: "continue", rule: null, action: null, error: null, logs: [], ...policy },
      upstream: null,
    },
  };
}

function urlOf(name: string): string {
  return `tls://${name}.example`;
}

const endpoints = (...names: string[]) => names.map((name) => endpointOf({ name, url: urlOf(name), upstream: 1 }));

function counted() {
  const registry = new Registry();
  const metrics = new ConnectionMetrics(registry);
  const scrape = async () => new Scrape(await registry.metrics());
  return { metrics, scrape };
}

test("endpoints beyond the first so many, and those of a configuration before, share one label", async () => {
  const { metrics, scrape } = counted();
  metrics.use(endpoints("a", "b", "c"), 2);
  for (const name of ["a", "b", "c", "gone", undefined]) metrics.observe(eventOf(name));
  const { values } = await scrape();
  const of = (endpoint: string) => values.get(`sluice_connections_total{endpoint="${endpoint}",outcome="continue"}`);
  expect(["a", "b", "c", "other", "none"].map(of)).toEqual([1, 1, undefined, 2, 1]);
});

test("the series of an endpoint go with it, all of them, and it begins anew", async () => {
  const { metrics, scrape } = counted();
  const failing = { outcome: "error", rule: 1, error: { code: "tls-handshake-failed", message: "" } } as const;
  metrics.use(endpoints("a", "b"), 10);
  for (const name of ["a", "b"]) metrics.observe(eventOf(name, failing));
  metrics.use(endpoints("b"), 10);
  const { values } = await scrape();
  expect([...values.keys()].filter((series) => series.includes('"a"'))).toEqual([]);
  expect(values.get('sluice_relayed_bytes_total{endpoint="b",direction="in"}')).toBe(1);
  metrics.use(endpoints("a", "b"), 10);
  metrics.observe(eventOf("a"));
  expect((await scrape()).values.get('sluice_connections_total{endpoint="a",outcome="continue"}')).toBe(1);
});

test("however many rules and codes there are, series are not", async () => {
  const { metrics, scrape } = counted();
  metrics.use(endpoints("a"), 10);
  for (let n = 0; n < 5_000; n++) {
    metrics.observe(eventOf("a", { outcome: "error", rule: n, error: { code: `code-${n}`, message: "" } }));
  }
  const { values } = await scrape();
  expect(values.size).toBeLessThan(2_100);
  const other = 'sluice_rule_decisions_total{endpoint="a",rule="other",action="other",outcome="error",code="other"}';
  expect(values.get(other)).toBe(4_000);
  expect(values.get('sluice_connection_errors_total{endpoint="a",stage="policy",code="other"}')).toBe(4_000);
});

test("shadow policies are counted by whether they agree, each with its endpoint", async () => {
  const { metrics, scrape } = counted();
  metrics.use(endpoints("a", "b"), 10);
  const enforced = { outcome: "continue", rule: null, action: null, error: null } as const;
  const shadow = (agrees: boolean | null) => ({ ...enforced, agrees, enforced });
  for (const agrees of [true, false, false, null]) {
    const event = eventOf("a");
    const internal_shadow_policies = [{ ...shadow(true), endpoint: urlOf("b") }];
    metrics.observe({ ...event, object: { ...event.object, shadow_policy: shadow(agrees), internal_shadow_policies } });
  }
  expect((await scrape()).counts("sluice_shadow")).toEqual({
    'sluice_shadow_decisions_total{endpoint="a",result="agrees"}': 1,
    'sluice_shadow_decisions_total{endpoint="a",result="disagrees"}': 2,
    'sluice_shadow_decisions_total{endpoint="a",result="not-evaluated"}': 1,
    'sluice_shadow_decisions_total{endpoint="b",result="agrees"}': 4,
  });
});

test("a rule is that of the endpoint whose policy has it; one of a URL that several share is the URL's", async () => {
  const { metrics, scrape } = counted();
  const pooled = ["x", "y"].map((name) => endpointOf({ name, url: "tls://p.internal", pool: true, upstream: 1 }));
  metrics.use([...endpoints("a", "b"), ...pooled], 10);
  for (const endpoint of [urlOf("b"), "tls://p.internal", "«secret»"]) {
    metrics.observe(eventOf("a", { outcome: "deny", rule: 0, action: 0, endpoint }));
  }
  const { values } = await scrape();
  const of = (endpoint: string) =>
    values.get(`sluice_rule_decisions_total{endpoint="${endpoint}",rule="0",action="0",outcome="deny",code=""}`);
  expect(["a", "b", "tls://p.internal", "other"].map(of)).toEqual([undefined, 1, 1, 1]);
});
