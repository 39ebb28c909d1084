import { parse } from "yaml";
import type { ConnectionEvent } from "../events/event.ts";
import { readableLine } from "../events/readable.ts";

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

/** The event in one line for people, with the name of the rule that decided. */
export function eventLine(event: ConnectionEvent, names: RuleNames): string {
  const { endpoint, traffic_policy: policy } = event.object;
  const rules = names.get(policy.endpoint ?? endpoint?.url ?? "");
  const name = policy.rule === null ? undefined : rules?.[policy.rule];
  return name === undefined ? readableLine(event) : `${readableLine(event)}  [rule: ${name}]`;
}
