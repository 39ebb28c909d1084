import type { EndpointUrl } from "../net/index.ts";
import { findCycles } from "./cycles.ts";
import type { Forward, ForwardingPolicy } from "./forwards.ts";
import { type KnownUrls, urlOf } from "./index-by-url.ts";

/** To which endpoint a forward goes on. */
interface Edge {
  /** Its canonical URL. */
  readonly to: string;
  readonly url: EndpointUrl;
  readonly forward: Forward;
}

/** From the canonical URL of an endpoint, or of all members of its pool. */
type Graph = ReadonlyMap<string, readonly Edge[]>;

/** Reports each cycle of endpoints once, at the forward that closes it. */
export function reportCycles(policies: readonly ForwardingPolicy[], known: KnownUrls): void {
  for (const cycle of findCycles(graphOf(policies, known))) report(cycle);
}

function graphOf(policies: readonly ForwardingPolicy[], known: KnownUrls): Graph {
  const graph = new Map<string, Edge[]>();
  for (const { endpoints, forwards } of policies) {
    for (const endpoint of endpoints) {
      const from = urlOf(endpoint);
      // Nothing comes back to what is not internal.
      if (from?.internal !== true) continue;
      const edges = graph.get(from.canonical) ?? [];
      graph.set(from.canonical, edges);
      for (const forward of forwards) {
        const url = known.find(forward.url);
        if (url === undefined || edges.some(({ to }) => to === url.canonical)) continue;
        edges.push({ to: url.canonical, url, forward });
      }
    }
  }
  return graph;
}

function report(cycle: readonly Edge[]): void {
  const closing = cycle.at(-1);
  if (closing === undefined) return;
  const way = [closing, ...cycle].map(({ url }) => `\`${url.url}\``).join(" → ");
  const message = `this closes a cycle, ${way}`;
  const hint = "let one of these endpoints go on to an upstream, or to another endpoint";
  const { sink, start, end } = closing.forward;
  sink.report("forward-cycle", start, end, message, { hint });
}
