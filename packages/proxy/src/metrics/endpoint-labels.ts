import type { EndpointConfig } from "../config/config.ts";
import type { EndpointObject } from "../events/event.ts";

/** Endpoints beyond those that have series of their own, and those that are no longer in the configuration. */
export const OTHER = "other";
/** Connections that were refused before they had an endpoint. */
const NONE = "none";

/**
 * What endpoints are called in metrics: by their name, else by their URL, both from the configuration. Only the first so many have a
 * label of their own, however many there are.
 */
export class EndpointLabels {
  #labels: ReadonlyMap<string, string> = new Map();
  /** By URL alone, as an event tells of the one that has decided. */
  #byUrl: ReadonlyMap<string, string> = new Map();

  /** Goes over to other endpoints; the result is the labels that are gone. */
  use(endpoints: readonly EndpointConfig[], most: number): readonly string[] {
    const before = new Set([...this.#labels.values(), ...this.#byUrl.values()]);
    const own = endpoints.slice(0, most);
    this.#labels = new Map(own.map(({ url, name }) => [keyOf(url.url, name), labelOf(url.url, name)]));
    const byUrl = new Map<string, string>();
    // Which member of a pool it was is not told: the URL they share stands for all.
    for (const { url, name } of own) byUrl.set(url.url, byUrl.has(url.url) ? url.url : labelOf(url.url, name));
    this.#byUrl = byUrl;
    const now = new Set([...this.#labels.values(), ...byUrl.values()]);
    return [...before].filter((label) => !now.has(label));
  }

  /** Of the endpoint that a connection has come to. */
  of(endpoint: Pick<EndpointObject, "url" | "name"> | null): string {
    return endpoint ? (this.#labels.get(keyOf(endpoint.url, endpoint.name)) ?? OTHER) : NONE;
  }

  /** Of the endpoint with this URL. */
  ofUrl(url: string): string {
    return this.#byUrl.get(url) ?? OTHER;
  }
}

/** A name that stands for others already is not one endpoint's. */
function labelOf(url: string, name: string | undefined): string {
  return name === undefined || name === OTHER || name === NONE ? url : name;
}

function keyOf(url: string, name: string | undefined): string {
  return `${url}\0${name ?? ""}`;
}
