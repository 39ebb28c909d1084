import { Counter, Histogram, type Registry } from "prom-client";
import type { EndpointConfig } from "../config/config.ts";
import type { ConnectionEvent, EventError, ShadowPolicyObject } from "../events/event.ts";
import { BoundedSeries, type CounterSeries, type HistogramSeries } from "./bounded.ts";
import { EndpointLabels } from "./endpoint-labels.ts";

/** Of a metric with a label that is neither an endpoint nor from a closed list: rules, and codes that OpenSSL or a policy may bring. */
const MOST_SERIES = 1_000;
/** From what a core does to a policy at best, to one that takes as long as a handshake. */
const POLICY_BUCKETS = [0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.005, 0.01, 0.1];
/** From the same host to the limits: 10 s for a dial, 60 s for a handshake. */
const NETWORK_BUCKETS = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
/** From a request to a pool of database connections. */
const CONNECTION_BUCKETS = [0.01, 0.1, 0.5, 1, 5, 10, 60, 300, 1_800, 3_600, 21_600, 86_400];

/** What is counted of connections once they are closed, from their events alone. */
export class ConnectionMetrics {
  readonly #labels = new EndpointLabels();
  /** By endpoint, how its policy's rules are called. */
  #rulesOf: ReadonlyMap<string, string> = new Map();
  readonly #connections: CounterSeries;
  readonly #errors: CounterSeries;
  readonly #rules: CounterSeries;
  readonly #alerts: CounterSeries;
  readonly #bytes: CounterSeries;
  readonly #dials: CounterSeries;
  readonly #shadows: CounterSeries;
  readonly #handshake: HistogramSeries;
  readonly #policy: HistogramSeries;
  readonly #connect: HistogramSeries;
  readonly #connection: HistogramSeries;

  constructor(registry: Registry) {
    const counter = (
      name: string,
      help: string,
      names: readonly string[],
      open: readonly string[] = [],
    ): CounterSeries =>
      new BoundedSeries(new Counter({ name, help, labelNames: names, registers: [registry] }), {
        names,
        open,
        most: MOST_SERIES,
      });
    const seconds = (name: string, help: string, buckets: readonly number[]): HistogramSeries => {
      const names = ["endpoint"];
      const metric = new Histogram({ name, help, labelNames: names, buckets: [...buckets], registers: [registry] });
      return new BoundedSeries(metric, { names, most: MOST_SERIES });
    };
    this.#connections = counter("sluice_connections_total", "Connections that are closed, by what policies decided.", [
      "endpoint",
      "outcome",
    ]);
    this.#errors = counter(
      "sluice_connection_errors_total",
      "What went wrong with connections: refused without a rule that meant it, upstream out of reach, cut short while relayed.",
      ["endpoint", "stage", "code"],
      ["code"],
    );
    this.#rules = counter(
      "sluice_rule_decisions_total",
      "Connections that a rule of a policy decided on, by the endpoint of the policy.",
      ["endpoint", "rule", "action", "outcome", "code"],
      ["rule", "action", "code"],
    );
    this.#alerts = counter(
      "sluice_tls_handshake_failures_total",
      "TLS handshakes with clients that failed, by the alert and who sent it.",
      ["endpoint", "alert", "from"],
    );
    this.#bytes = counter("sluice_relayed_bytes_total", "Payload that closed connections relayed, after decryption.", [
      "endpoint",
      "direction",
    ]);
    this.#dials = counter("sluice_upstream_dials_total", "Dials of upstreams, by whether they could be written to.", [
      "endpoint",
      "result",
    ]);
    this.#shadows = counter(
      "sluice_shadow_decisions_total",
      "Decisions of shadow policies, by whether the enforced policy came to the same.",
      ["endpoint", "result"],
    );
    this.#handshake = seconds(
      "sluice_tls_handshake_duration_seconds",
      "From the ClientHello to the end of a handshake that succeeded.",
      NETWORK_BUCKETS,
    );
    this.#policy = seconds(
      "sluice_policy_duration_seconds",
      "What the policies of a connection computed, without what they waited for.",
      POLICY_BUCKETS,
    );
    this.#connect = seconds(
      "sluice_upstream_connect_duration_seconds",
      "From a dial to an upstream that could be written to, its TLS included.",
      NETWORK_BUCKETS,
    );
    this.#connection = seconds(
      "sluice_connection_duration_seconds",
      "From the accept to the close.",
      CONNECTION_BUCKETS,
    );
  }

  /** Goes over to other endpoints: the series of those that are gone disappear. */
  use(endpoints: readonly EndpointConfig[], most: number): void {
    const own = endpoints.slice(0, most);
    const gone = new Set(this.#labels.use(own, most));
    const all = [
      ...[this.#connections, this.#errors, this.#rules, this.#alerts, this.#bytes, this.#dials, this.#shadows],
      ...[this.#handshake, this.#policy, this.#connect, this.#connection],
    ];
    for (const series of all) series.forget("endpoint", gone);
    this.#rules.forget("endpoint", this.#useRules(own));
    for (const endpoint of own) this.#beginAtZero(endpoint);
  }

  /** The result is the endpoints whose rules are others now: an index is of another rule, and those that are gone take no place. */
  #useRules(endpoints: readonly EndpointConfig[]): ReadonlySet<string> {
    const before = this.#rulesOf;
    const now = new Map<string, string>();
    for (const { url, name, policy } of endpoints) {
      const rules = JSON.stringify(policy?.ruleNames ?? []);
      for (const label of new Set([this.#labels.of(nameOf(url.url, name)), this.#labels.ofUrl(url.url)])) {
        now.set(label, `${now.get(label) ?? ""}${rules}`);
      }
    }
    this.#rulesOf = now;
    return new Set([...before].filter(([label, rules]) => now.get(label) !== rules).map(([label]) => label));
  }

  /** What alerts watch is there before it happens: the first of a burst is no growth of what was not there. */
  #beginAtZero({ url: { url, internal }, name, upstream, policy, shadowPolicy }: EndpointConfig): void {
    const accepting = this.#labels.of(nameOf(url, name));
    // An endpoint without an upstream dials that of one that it forwards to.
    if (!internal && (upstream || policy)) for (const result of DIALS) this.#dials.at(accepting, result).inc(0);
    if (!shadowPolicy) return;
    const label = internal ? this.#labels.ofUrl(url) : accepting;
    for (const result of SHADOWS) this.#shadows.at(label, result).inc(0);
  }

  observe({ object }: ConnectionEvent): void {
    const { conn, counters, traffic_policy: policy, upstream } = object;
    const endpoint = this.#labels.of(object.endpoint);
    this.#connections.at(endpoint, policy.outcome).inc();
    this.#error(endpoint, "policy", policy.error);
    this.#error(endpoint, "relay", conn.error);
    if (policy.rule !== null) {
      const decider = policy.endpoint === undefined ? endpoint : this.#labels.ofUrl(policy.endpoint);
      const action = policy.action === null ? "" : String(policy.action);
      this.#rules.at(decider, String(policy.rule), action, policy.outcome, policy.error?.code ?? "").inc();
    }
    const failed = hasFailedHandshake(object);
    if (failed) this.#alerts.at(endpoint, conn.tls_alert?.name ?? "none", conn.tls_alert?.from ?? "").inc();
    else if (counters.handshake_ms !== null) this.#handshake.at(endpoint).observe(counters.handshake_ms / 1_000);
    if (conn.bytes_in > 0) this.#bytes.at(endpoint, "in").inc(conn.bytes_in);
    if (conn.bytes_out > 0) this.#bytes.at(endpoint, "out").inc(conn.bytes_out);
    if (policy.timing) this.#policy.at(endpoint).observe(policy.timing.work_ms / 1_000);
    for (const { error, timing } of upstream ? [...(upstream.failed_before ?? []), upstream] : []) {
      this.#dials.at(endpoint, error ? "failed" : "ok").inc();
      this.#error(endpoint, "upstream", error);
      if (!error) this.#connect.at(endpoint).observe((timing.end_ms - timing.start_ms) / 1_000);
    }
    this.#shadow(endpoint, object.shadow_policy);
    for (const shadow of object.internal_shadow_policies ?? []) {
      this.#shadow(this.#labels.ofUrl(shadow.endpoint), shadow);
    }
    this.#connection.at(endpoint).observe(Math.max(Date.parse(conn.end_ts) - Date.parse(conn.start_ts), 0) / 1_000);
  }

  #shadow(endpoint: string, shadow: ShadowPolicyObject | undefined): void {
    if (!shadow) return;
    const result = shadow.agrees === null ? "not-evaluated" : shadow.agrees ? "agrees" : "disagrees";
    this.#shadows.at(endpoint, result).inc();
  }

  #error(endpoint: string, stage: "policy" | "upstream" | "relay", error: EventError | null | undefined): void {
    if (error) this.#errors.at(endpoint, stage, error.code).inc();
  }
}

const DIALS = ["ok", "failed"];
const SHADOWS = ["agrees", "disagrees", "not-evaluated"];

function nameOf(url: string, name: string | undefined): { readonly url: string; readonly name?: string } {
  return name === undefined ? { url } : { url, name };
}

function hasFailedHandshake({ conn, traffic_policy: { error } }: ConnectionEvent["object"]): boolean {
  return conn.tls_alert !== undefined || /^(?:tls-handshake|client-certificate)-/.test(error?.code ?? "");
}
