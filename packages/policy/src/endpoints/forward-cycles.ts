import type { EndpointUrl } from "../net/index.ts";
import type { Forward, ForwardingPolicy } from "./forwards.ts";
import { type KnownUrls, urlOf } from "./index-by-url.ts";

/** To which endpoint a forward goes on. */
interface Edge {
  readonly to: EndpointUrl;
  readonly forward: Forward;
}

/** From the canonical URL of an endpoint, or of all members of its pool. */
type Graph = ReadonlyMap<string, readonly Edge[]>;

/** Reports each cycle of endpoints once, at the forward that closes it. */
export function reportCycles(policies: readonly ForwardingPolicy[], known: KnownUrls): void {
  const graph = graphOf(policies, known);
  const done = new Set<string>();
  for (const start of graph.keys()) walk(graph, start, done);
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
        const to = known.find(forward.url);
        if (to !== undefined && !edges.some((edge) => edge.to === to)) edges.push({ to, forward });
      }
    }
  }
  return graph;
}

interface Visit {
  readonly at: string;
  next: number;
  /** How it was come to. */
  readonly through: EndpointUrl | undefined;
}

/** Depth first, without recursion: a chain may be as long as a file. */
function walk(graph: Graph, start: string, done: Set<string>): void {
  if (done.has(start)) return;
  const path: Visit[] = [{ at: start, next: 0, through: undefined }];
  const open = new Set([start]);
  for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
    const edge = graph.get(visit.at)?.[visit.next++];
    if (edge === undefined) {
      done.add(visit.at);
      open.delete(visit.at);
      path.pop();
      continue;
    }
    const { canonical } = edge.to;
    if (open.has(canonical)) report(edge, path.slice(path.findIndex(({ at }) => at === canonical) + 1));
    else if (!done.has(canonical)) {
      open.add(canonical);
      path.push({ at: canonical, next: 0, through: edge.to });
    }
  }
}

function report({ to, forward }: Edge, between: readonly Visit[]): void {
  const way = [to, ...between.flatMap(({ through }) => through ?? []), to].map(({ url }) => `\`${url}\``).join(" → ");
  const message = `this closes a cycle, ${way}`;
  const hint = "let one of these endpoints go on to an upstream, or to another endpoint";
  forward.sink.report("forward-cycle", forward.start, forward.end, message, { hint });
}
