import { type EndpointUrl, matchesPattern, parseEndpointUrl } from "../net/index.ts";
import type { FoundEndpoint } from "../source/found.ts";

/** Where a `tcp://` or `tls://` endpoint is reached; `undefined` for any other, and for one whose URL cannot be read. */
export function urlOf({ location, scheme }: FoundEndpoint): EndpointUrl | undefined {
  if (location === undefined || (scheme !== "tcp" && scheme !== "tls")) return undefined;
  const parsed = parseEndpointUrl(location.url);
  return parsed.kind === "url" ? parsed.url : undefined;
}

/** The URLs that endpoints are reached at; several endpoints may have one. */
export class KnownUrls {
  readonly #exact = new Map<string, EndpointUrl>();
  readonly #wildcards: EndpointUrl[] = [];

  constructor(endpoints: Iterable<FoundEndpoint>) {
    for (const endpoint of endpoints) {
      const url = urlOf(endpoint);
      if (url === undefined || this.#exact.has(url.canonical)) continue;
      this.#exact.set(url.canonical, url);
      if (url.wildcard) this.#wildcards.push(url);
    }
    // The longest pattern is the closest one (language.md, section 6).
    this.#wildcards.sort((a, b) => b.host.length - a.host.length);
  }

  /** The endpoint that a connection to a canonical URL reaches. */
  find(canonical: string): EndpointUrl | undefined {
    const exact = this.#exact.get(canonical);
    if (exact !== undefined) return exact;
    const parsed = parseEndpointUrl(canonical);
    if (parsed.kind === "invalid") return undefined;
    const { scheme, host, port } = parsed.url;
    return this.#wildcards.find((one) => one.scheme === scheme && one.port === port && matchesPattern(one.host, host));
  }

  /** Those that `forward-internal` can reach. */
  get internal(): readonly EndpointUrl[] {
    return [...this.#exact.values()].filter((url) => url.internal);
  }
}
