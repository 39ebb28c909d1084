import { findCycles, type Policy, type PolicyForward, suggest } from "@sluice/policy";
import type { Node, Span } from "@sluice/policy/source";
import type { Pool } from "../endpoints/pool.ts";
import type { EndpointTable } from "../endpoints/table.ts";
import type { ProxyConfig } from "./config.ts";
import type { ReadEndpoint } from "./endpoint.ts";
import { forwardPlace } from "./forward-place.ts";
import type { ConfigReader } from "./reader.ts";

interface Edge {
  /** Canonical URL of the endpoint, or wildcard, that it leads to. */
  readonly to: string;
  /** The same as it is shown. */
  readonly shown: string;
  /** Whether each member of the pool goes this way with every connection that it does not end before. */
  readonly certain: boolean;
  /** Where the URL is written: looked for only where there is something to say of it. */
  readonly at: () => Span | undefined;
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

/** Whether there is anything to check. */
export function hasForwards({ endpoints }: Pick<ProxyConfig, "endpoints">): boolean {
  const forwards = (policy: Policy | undefined): boolean => policy !== undefined && policy.forwards.length > 0;
  return endpoints.some(({ policy, shadowPolicy }) => forwards(policy) || forwards(shadowPolicy));
}

/** Unknown endpoints that are told with what was meant. */
const MAX_HINTS = 100;

/** Once for each policy, however many endpoints have it. */
function reportUnknown(reader: ConfigReader, endpoints: readonly ReadEndpoint[], table: EndpointTable): void {
  const told = new Set<PolicyForward>();
  let internal: ReadonlyMap<string, string> | undefined;
  const check = (policy: Policy | undefined, treeOf: () => Node | undefined): void => {
    const { forwards } = policy ?? { forwards: NONE };
    for (const forward of forwards) {
      if (told.has(forward) || table.internal(forward.url)) continue;
      told.add(forward);
      internal ??= internalUrls(endpoints);
      // Each is a comparison with every name there is.
      const near = told.size <= MAX_HINTS ? suggest(forward.url, internal.keys()) : undefined;
      const hint = near === undefined ? "add an endpoint with this URL" : `did you mean \`${internal.get(near)}\`?`;
      const at = forwardPlace(treeOf(), forward);
      reader.report("unknown-endpoint", `no endpoint has the URL \`${forward.url}\``, at, hint);
    }
  };
  for (const endpoint of endpoints) {
    check(endpoint.config.policy, () => endpoint.policyTree());
    check(endpoint.config.shadowPolicy, () => endpoint.shadowTree());
  }
}

const NONE: readonly PolicyForward[] = [];

/** As they are shown, by their canonical form. */
function internalUrls(endpoints: readonly ReadEndpoint[]): ReadonlyMap<string, string> {
  return new Map(endpoints.flatMap(({ config: { url } }) => (url.internal ? [[url.canonical, url.url] as const] : [])));
}

/** By the canonical URL of each endpoint that can be come back to. */
function graphOf(endpoints: readonly ReadEndpoint[], table: EndpointTable): Map<string, Edge[]> {
  const graph = new Map<string, Edge[]>();
  const readOf = new Map(endpoints.flatMap((one) => (one.config.url.internal ? [[one.config, one] as const] : [])));
  for (const { config } of readOf.values()) {
    if (graph.has(config.url.canonical)) continue;
    const members = table.internal(config.url.canonical)?.members ?? [];
    const edges = new Map<string, Edge>();
    for (const member of members) {
      const { forwards } = member.config.policy ?? { forwards: NONE };
      for (const forward of forwards) {
        const target = table.internal(forward.url)?.members[0]?.config.url;
        if (!target || edges.has(target.canonical)) continue;
        const { canonical: to, url: shown } = target;
        const certain = members.every((each) => firstCertain(each.config.policy?.forwards, table) === to);
        const read = readOf.get(member.config);
        edges.set(to, { to, shown, certain, at: () => forwardPlace(read?.policyTree(), forward) });
      }
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
  const way = [closing, ...cycle].map(({ shown }) => `\`${shown}\``).join(" → ");
  const hint = "let one of these endpoints go on to an upstream, or to another endpoint";
  reader.report("forward-cycle", `this closes a cycle, ${way}`, closing.at(), hint, severity);
}
