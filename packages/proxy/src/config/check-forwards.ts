import { findCycles, type PolicyForward } from "@sluice/policy";
import type { Pool } from "../endpoints/pool.ts";
import type { EndpointTable } from "../endpoints/table.ts";
import type { ReadEndpoint } from "./endpoint.ts";
import type { ConfigReader, Value } from "./reader.ts";

interface Edge {
  /** Canonical URL of the endpoint, or wildcard, that it leads to. */
  readonly to: string;
  /** Whether each member of the pool goes this way with every connection that it does not end before. */
  readonly certain: boolean;
  /** Where an endpoint stands whose policy has it. */
  readonly at: Value;
}

/**
 * Reports forwards to what is not there, and those that come back to where they have been (language.md, section 3). What
 * depends on the connection shows when it comes. A cycle that no connection gets out of is an error; where there are
 * conditions on the way it may be meant never to close, and is a warning, as it is for `sluice-policy check`.
 */
export function checkForwards(reader: ConfigReader, endpoints: readonly ReadEndpoint[], table: EndpointTable): void {
  reportUnknown(reader, endpoints, table);
  const graph = graphOf(endpoints, table);
  const certain = new Map([...graph].map(([from, edges]) => [from, edges.filter((edge) => edge.certain)]));
  for (const cycle of findCycles(certain)) report(reader, cycle, "error");
  for (const cycle of findCycles(graph)) {
    if (!cycle.every((edge) => edge.certain)) report(reader, cycle, "warning");
  }
}

/** Once for each policy, however many endpoints have it. */
function reportUnknown(reader: ConfigReader, endpoints: readonly ReadEndpoint[], table: EndpointTable): void {
  const told = new Set<PolicyForward>();
  for (const { config, urlAt } of endpoints) {
    for (const forward of config.policy?.forwards ?? []) {
      if (told.has(forward) || table.internal(forward.url)) continue;
      told.add(forward);
      const message = `its policy forwards to \`${forward.url}\`, and no endpoint has that URL`;
      reader.report("unknown-endpoint", message, urlAt, "add an endpoint with this URL");
    }
  }
}

/** By the canonical URL of each endpoint that can be come back to. */
function graphOf(endpoints: readonly ReadEndpoint[], table: EndpointTable): Map<string, Edge[]> {
  const graph = new Map<string, Edge[]>();
  for (const { config, urlAt } of endpoints) {
    if (!config.url.internal || graph.has(config.url.canonical)) continue;
    const members = table.internal(config.url.canonical)?.members ?? [];
    const edges = new Map<string, Edge>();
    for (const { url } of members.flatMap((member) => member.config.policy?.forwards ?? [])) {
      const to = urlOf(table.internal(url));
      if (to === undefined || edges.has(to)) continue;
      const certain = members.every((member) => firstCertain(member.config.policy?.forwards, table) === to);
      edges.set(to, { to, certain, at: urlAt });
    }
    if (edges.size > 0) graph.set(config.url.canonical, [...edges.values()]);
  }
  return graph;
}

/** Also with `on_error: continue`: a cycle is no failure that a policy could go on from. */
function firstCertain(forwards: readonly PolicyForward[] = [], table: EndpointTable): string | undefined {
  const first = forwards.find(({ conditional }) => !conditional);
  return first && urlOf(table.internal(first.url));
}

function urlOf(pool: Pool | undefined): string | undefined {
  return pool?.members[0]?.config.url.canonical;
}

function report(reader: ConfigReader, cycle: readonly Edge[], severity: "error" | "warning"): void {
  const closing = cycle.at(-1);
  if (!closing) return;
  const way = [closing, ...cycle].map(({ to }) => `\`${to}\``).join(" → ");
  const hint = "let one of these endpoints go on to an upstream, or to another endpoint";
  reader.report("forward-cycle", `this closes a cycle, ${way}`, closing.at, hint, severity);
}
