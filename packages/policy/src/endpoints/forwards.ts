import { suggest } from "../diagnostics/suggest.ts";
import type { FoundEndpoint } from "../source/found.ts";
import type { Sink } from "../source/problems.ts";
import { type EndpointFile, endpointsOf } from "./files.ts";
import { reportCycles } from "./forward-cycles.ts";
import { KnownUrls } from "./index-by-url.ts";

/** A `forward-internal` whose target is known without a connection. */
export interface Forward {
  /** `scheme://host:port`. */
  readonly url: string;
  /** Where it is written. */
  readonly start: number;
  readonly end: number;
  /** Of the file that it is written in. */
  readonly sink: Sink;
}

/** A policy that was checked, with the endpoints that have it; none: it is not known whose it is. */
export interface ForwardingPolicy {
  readonly endpoints: readonly FoundEndpoint[];
  readonly forwards: readonly Forward[];
}

/** Reports forwards to what no endpoint of the run has, and those that go round in a circle (`unknown-endpoint`, `forward-cycle`). */
export function checkForwards(files: readonly EndpointFile[], policies: readonly ForwardingPolicy[]): void {
  const owned = policies.filter(({ endpoints }) => endpoints.length > 0);
  const all = endpointsOf(files).map(({ endpoint }) => endpoint);
  const known = new KnownUrls(all);
  // What could not be read may be what is looked for.
  const complete = files.every(({ documents }) => documents.every(({ incomplete }) => !incomplete));
  if (complete && all.every(hasKnownUrl)) reportUnknown(owned, known);
  reportCycles(owned, known);
}

/** Unknown endpoints that are told with what was meant. */
const MAX_HINTS = 100;

function hasKnownUrl({ incomplete, url }: FoundEndpoint): boolean {
  return !incomplete && (url === undefined || !url.value.includes("${"));
}

function reportUnknown(policies: readonly ForwardingPolicy[], known: KnownUrls): void {
  const internal = new Map(known.internal.map(({ canonical, url }) => [canonical, url]));
  const told = new Map<Sink, Set<number>>();
  let hints = 0;
  for (const { url, start, end, sink } of policies.flatMap(({ forwards }) => forwards)) {
    if (known.find(url) !== undefined || !isFirst(told, sink, start)) continue;
    // Each is a comparison with every name there is.
    const near = hints++ < MAX_HINTS ? suggest(url, internal.keys()) : undefined;
    const hint = near === undefined ? "add an endpoint with this URL" : `did you mean \`${internal.get(near)}\`?`;
    sink.report("unknown-endpoint", start, end, `no endpoint has the URL \`${url}\``, { hint });
  }
}

/** A policy that several endpoints have is told of once. */
function isFirst(told: Map<Sink, Set<number>>, sink: Sink, at: number): boolean {
  const places = told.get(sink) ?? new Set();
  told.set(sink, places);
  if (places.has(at)) return false;
  places.add(at);
  return true;
}
