import { createHash } from "node:crypto";
import type { EndpointFacts } from "@sluice/policy";
import type { EndpointConfig } from "../config/config.ts";

/** An endpoint as connections meet it. */
export interface Endpoint {
  readonly config: EndpointConfig;
  /** What its policy sees of it. */
  readonly facts: EndpointFacts;
}

/** `index`: its place in the configuration, which tells apart the nameless members of a pool. */
export function createEndpoint(config: EndpointConfig, index: number): Endpoint {
  const { scheme: protocol, host, port, url } = config.url;
  return { config, facts: { id: endpointId(url, config.name ?? `#${index}`), protocol, host, port, url } };
}

/** The same after every reload, so that rules and dashboards may name it. */
function endpointId(url: string, name: string): string {
  return `ep_${createHash("sha256").update(`${url}\0${name}`).digest("hex").slice(0, 24)}`;
}
