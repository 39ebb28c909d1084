import { parse } from "yaml";
import type { ConnectionEvent } from "../events/event.ts";

/** Names of the rules of each endpoint's `on_tcp_connect`, by the endpoint's URL. */
export type RuleNames = ReadonlyMap<string, readonly (string | undefined)[]>;

interface NamedRules {
  readonly endpoints: readonly {
    readonly url: string;
    readonly traffic_policy?: { readonly on_tcp_connect?: readonly { readonly name?: string }[] };
  }[];
}

/** The names that people gave their rules: an event has only their numbers. For a configuration that was loaded. */
export function ruleNames(config: string): RuleNames {
  const { endpoints } = parse(config) as NamedRules;
  return new Map(
    endpoints.map(({ url, traffic_policy }) => [url, (traffic_policy?.on_tcp_connect ?? []).map(({ name }) => name)]),
  );
}

/** The event in one line for people: which endpoint, which rule decided, and what became of the connection. */
export function eventLine({ object }: ConnectionEvent, names: RuleNames): string {
  const { endpoint, traffic_policy: policy, upstream, conn } = object;
  const where = endpoint?.name ?? endpoint?.url ?? (conn.server_name === "" ? "no server name" : conn.server_name);
  const decided =
    policy.rule === null ? undefined : rule(policy.rule, names.get(policy.endpoint ?? endpoint?.url ?? ""));
  return `${where}: ${outcome(policy, decided)}${upstream ? `, ${reached(upstream)}` : ""}`;
}

type Policy = ConnectionEvent["object"]["traffic_policy"];
type Upstream = NonNullable<ConnectionEvent["object"]["upstream"]>;

function outcome({ outcome: kind, error, url }: Policy, decided: string | undefined): string {
  switch (kind) {
    case "continue":
      return "no rule stopped it";
    case "deny":
      return `denied by ${decided ?? "the policy"}`;
    case "close":
      return `reset by ${decided ?? "the policy"}`;
    case "forward":
      return `forwarded to ${url ?? "an internal endpoint"} by ${decided ?? "the policy"}`;
    case "error":
      return `refused${decided === undefined ? "" : ` in ${decided}`}: ${error ? `${error.code}, ${error.message}` : "unknown"}`;
  }
}

function reached(upstream: Upstream): string {
  if (upstream.error) return `but ${upstream.url} failed: ${upstream.error.message}`;
  return `on to ${upstream.address ?? upstream.url}`;
}

/** Counted from 1, as people do. */
function rule(index: number, names: readonly (string | undefined)[] | undefined): string {
  const name = names?.[index];
  return `rule ${index + 1}${name === undefined ? "" : ` (${name})`}`;
}
