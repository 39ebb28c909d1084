import { Registry } from "prom-client";
import { expect, test } from "vitest";
import type { ConnectionEvent } from "../events/event.ts";
import { type EventSketch, eventOf as eventLike } from "../events/testing/event.ts";
import { continueStep, policyOf } from "../testing/policies.ts";
import { endpointOf } from "../testing/proxies.ts";
import { Scrape } from "../testing/scrape.ts";
import { ConnectionMetrics } from "./connection-metrics.ts";

function eventOf(name: string | undefined, policy: EventSketch["policy"] = {}): ConnectionEvent {
  const endpoint = name === undefined ? null : { id: "ep_1", name, url: urlOf(name) };
  return eventLike({ endpoint, policy, conn: { bytes_in: 1, bytes_out: 0 } });
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

test("the series of a pool whose members have names go with it", async () => {
  const { metrics, scrape } = counted();
  const pooled = ["x", "y"].map((name) => endpointOf({ name, url: "tls://p.internal", pool: true, upstream: 1 }));
  metrics.use([...endpoints("a"), ...pooled], 10);
  metrics.observe(eventOf("a", { outcome: "deny", rule: 0, endpoint: "tls://p.internal" }));
  metrics.use(endpoints("a"), 10);
  expect([...(await scrape()).values.keys()].filter((series) => series.includes("p.internal"))).toEqual([]);
});

test("rules that are gone take no place from those that are there", async () => {
  const { metrics, scrape } = counted();
  const ruled = (name: string, ...ruleNames: string[]) =>
    endpointOf({ name, url: urlOf(name), upstream: 1, policy: { ...policyOf(() => continueStep), ruleNames } });
  metrics.use([ruled("a", "1", "2"), ruled("b", "1")], 10);
  for (let rule = 0; rule < 999; rule++) metrics.observe(eventOf("a", { outcome: "deny", rule }));
  metrics.observe(eventOf("b", { outcome: "deny", rule: 0 }));
  const told = async () => Object.keys((await scrape()).counts("sluice_rule_"));
  metrics.use([ruled("a", "1", "2"), ruled("b", "1")], 10);
  expect(await told()).toHaveLength(1_000);
  metrics.use([ruled("a", "1"), ruled("b", "1")], 10);
  metrics.observe(eventOf("b", { outcome: "deny", rule: 1 }));
  expect(await told()).toEqual(
    ["0", "1"].map(
      (rule) => `sluice_rule_decisions_total{endpoint="b",rule="${rule}",action="",outcome="deny",code=""}`,
    ),
  );
});

test("an endpoint with a name that stands for others goes by its URL", async () => {
  const { metrics, scrape } = counted();
  metrics.use(endpoints("other", "none"), 10);
  for (const name of ["other", "none", "gone", undefined]) metrics.observe(eventOf(name));
  expect((await scrape()).counts("sluice_connections_total")).toEqual(
    Object.fromEntries(
      ["none", "other", urlOf("none"), urlOf("other")].map((endpoint) => [
        `sluice_connections_total{endpoint="${endpoint}",outcome="continue"}`,
        1,
      ]),
    ),
  );
});

test("what alerts watch begins at zero", async () => {
  const { metrics, scrape } = counted();
  const shadowPolicy = policyOf(() => continueStep);
  const use = () =>
    metrics.use(
      [
        endpointOf({ name: "a", url: urlOf("a"), upstream: 1 }),
        endpointOf({ url: "tls://x.internal", upstream: 1, shadowPolicy }),
      ],
      10,
    );
  use();
  metrics.observe({
    ...eventOf("a"),
    object: {
      ...eventOf("a").object,
      upstream: { url: "1", timing: { start_ms: 0, end_ms: 0 }, error: { code: "x", message: "" } },
    },
  });
  use();
  const scraped = await scrape();
  expect({ ...scraped.counts("sluice_upstream_dials"), ...scraped.counts("sluice_shadow") }).toEqual({
    'sluice_upstream_dials_total{endpoint="a",result="ok"}': 0,
    'sluice_upstream_dials_total{endpoint="a",result="failed"}': 1,
    'sluice_shadow_decisions_total{endpoint="tls://x.internal",result="agrees"}': 0,
    'sluice_shadow_decisions_total{endpoint="tls://x.internal",result="disagrees"}': 0,
    'sluice_shadow_decisions_total{endpoint="tls://x.internal",result="not-evaluated"}': 0,
  });
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
