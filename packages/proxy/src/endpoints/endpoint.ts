import { createHash } from "node:crypto";
import type { EndpointFacts } from "@sluice/policy";
import type { EndpointConfig } from "../config/config.ts";

/** An endpoint as connections meet it. */
export interface Endpoint {
  readonly config: EndpointConfig;
  /** What its policy sees of it. */
  readonly facts: EndpointFacts;
}

/** `place`: among the members of its pool, which tells the nameless ones apart. */
export function createEndpoint(config: EndpointConfig, place: number): Endpoint {
  return new ConfiguredEndpoint(config, place);
}

/** Made when it is asked for: most of many endpoints never are, and a hash for each would be most of the work of a start. */
class ConfiguredEndpoint implements Endpoint {
  readonly config: EndpointConfig;
  readonly #place: number;
  #facts: EndpointFacts | undefined;

  constructor(config: EndpointConfig, place: number) {
    this.config = config;
    this.#place = place;
  }

  get facts(): EndpointFacts {
    this.#facts ??= factsOf(this.config, this.#place);
    return this.#facts;
  }
}

function factsOf({ name, url: { scheme: protocol, host, port, url } }: EndpointConfig, place: number): EndpointFacts {
  return { id: endpointId(url, name ?? `#${place}`), protocol, host, port, url };
}

/** The same after every reload, whatever stands around it, so that rules and dashboards may name it. */
function endpointId(url: string, name: string): string {
  return `ep_${createHash("sha256").update(`${url}\0${name}`).digest("hex").slice(0, 24)}`;
}
