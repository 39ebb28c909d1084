import { createHash } from "node:crypto";
import { type EndpointUrl, parseEndpointUrl } from "@sluice/policy";
import { type Clock, systemClock } from "../clock.ts";
import type { EndpointConfig, ListenConfig } from "../config/config.ts";
import { createEndpoint, type Endpoint } from "./endpoint.ts";
import { Health } from "./health.ts";
import { NameTable } from "./name-table.ts";
import { Pool } from "./pool.ts";

/** One port to listen on and who is behind it. */
export type ListenerRoute = {
  /** The same for routes that share a socket, also of tables of different configurations. */
  readonly key: string;
  /** `undefined`: all addresses. */
  readonly address: string | undefined;
  /** The port to bind; 0 for any free one. */
  readonly port: number;
  /** The port in the URLs of the endpoints. */
  readonly publicPort: number;
} & ({ readonly scheme: "tcp"; readonly pool: Pool } | { readonly scheme: "tls"; readonly names: NameTable<Pool> });

export interface EndpointTable {
  readonly listeners: readonly ListenerRoute[];
  /** The pool behind a `forward-internal` URL: exact name, then the longest wildcard. */
  internal(url: string): Pool | undefined;
  /** What is known of the members of pools, for the table that comes after this one. */
  readonly health: ReadonlyMap<string, Health>;
}

export interface TableOptions {
  /** What the back-offs of pool members are measured with. Default: the system's. */
  readonly clock?: Clock;
  /**
   * The table that this one takes over from: a pool member with the same upstream in both stays passed over as long as it would
   * have been. One whose upstream has changed in any way begins anew, since that may have mended it.
   */
  readonly before?: EndpointTable | undefined;
  /** Told of members that are passed over from now on, or no longer. */
  readonly onPoolChange?: ((change: PoolChange) => void) | undefined;
}

/** A member of a pool that could not be dialled, and so is passed over; or that has been dialled since. */
export interface PoolChange {
  /** That of the pool. */
  readonly url: string;
  /** The member's, as the configuration has it. */
  readonly upstream: string;
  /** As `memberKey` has it: another, where anything about its upstream is. */
  readonly key: string;
  readonly ejected: boolean;
}

/** Two endpoints that cannot be served together. */
export interface EndpointConflict {
  /** Index of the later one in the configuration. */
  readonly endpoint: number;
  /** Index of the one that was there first. */
  readonly with: number;
  /** `url`: they have one URL, and do not share it. `port`: they need one port for themselves. */
  readonly kind: "url" | "port";
  readonly message: string;
}

export type EndpointTableResult =
  | { readonly ok: true; readonly table: EndpointTable }
  | { readonly ok: false; readonly conflicts: readonly EndpointConflict[] };

/** Sorts the endpoints into listeners and internal names. */
export function buildEndpointTable(
  endpoints: readonly EndpointConfig[],
  listen: ListenConfig,
  { clock = systemClock, before, onPoolChange }: TableOptions = {},
): EndpointTableResult {
  const groups = byUrl(endpoints);
  const conflicts = [...urlConflicts(groups), ...portConflicts(endpoints, listen)];
  if (conflicts.length > 0) return { ok: false, conflicts: conflicts.toSorted((a, b) => a.endpoint - b.endpoint) };
  const listeners = new Map<string, ListenerRoute>();
  const internals = new Map<string, NameTable<Pool>>();
  const health = new Map<string, Health>();
  const healthOf = (member: Endpoint): Health => {
    const key = memberKey(member.config);
    const found = health.get(key) ?? before?.health.get(key) ?? new Health(clock, told(member, key, onPoolChange));
    health.set(key, found);
    return found;
  };
  for (const members of groups.values()) {
    const url = members[0]?.config.url;
    if (!url) continue;
    const pool = new Pool(
      members.map(({ config }, place) => createEndpoint(config, place)),
      { clock, healthOf },
    );
    if (url.internal) namesOf(internals, `${url.scheme}:${url.port}`).set(url.host, pool);
    else addListener(listeners, url, pool, listen);
  }
  return {
    ok: true,
    table: {
      listeners: [...listeners.values()],
      health,
      internal(text) {
        const parsed = parseEndpointUrl(text);
        if (parsed.kind === "invalid" || !parsed.url.internal) return undefined;
        const { scheme, port, host } = parsed.url;
        return internals.get(`${scheme}:${port}`)?.match(host);
      },
    },
  };
}

interface Numbered {
  readonly config: EndpointConfig;
  readonly index: number;
}

function byUrl(endpoints: readonly EndpointConfig[]): Map<string, Numbered[]> {
  const groups = new Map<string, Numbered[]>();
  for (const [index, config] of endpoints.entries()) {
    const url = config.url.canonical;
    const group = groups.get(url);
    if (group) group.push({ config, index });
    else groups.set(url, [{ config, index }]);
  }
  return groups;
}

function urlConflicts(groups: ReadonlyMap<string, readonly Numbered[]>): EndpointConflict[] {
  const conflicts: EndpointConflict[] = [];
  for (const [url, members] of groups) {
    const [first] = members;
    for (const other of members.length > 1 ? members.slice(1) : []) {
      if (!first || (first.config.poolingEnabled && other.config.poolingEnabled)) continue;
      const message = `\`${url}\` is taken by another endpoint, and not both have \`pooling_enabled: true\``;
      conflicts.push({ endpoint: other.index, with: first.index, kind: "url", message });
    }
  }
  return conflicts;
}

/** What is on a port must be either one `tcp://` URL, which is found by the port alone, or `tls://` URLs. */
function portConflicts(endpoints: readonly EndpointConfig[], listen: ListenConfig): EndpointConflict[] {
  const conflicts: EndpointConflict[] = [];
  const owners = new Map<string, Numbered>();
  for (const [index, config] of endpoints.entries()) {
    if (config.url.internal) continue;
    const key = bindKey(config.url, listen);
    const owner = owners.get(key);
    if (!owner) owners.set(key, { config, index });
    else if (owner.config.url.canonical !== config.url.canonical && !bothTls(owner.config.url, config.url)) {
      const message = `port ${config.url.port} is taken by \`${owner.config.url.canonical}\`: a \`tcp://\` endpoint has its port for itself`;
      conflicts.push({ endpoint: index, with: owner.index, kind: "port", message });
    }
  }
  return conflicts;
}

function bothTls(a: EndpointUrl, b: EndpointUrl): boolean {
  return a.scheme === "tls" && b.scheme === "tls" && a.port === b.port;
}

function told(
  { facts, config }: Endpoint,
  key: string,
  tell: TableOptions["onPoolChange"],
): ((ejected: boolean) => void) | undefined {
  const upstream = config.upstream?.url;
  if (!tell || upstream === undefined) return undefined;
  return (ejected) => tell({ url: facts.url, upstream, key, ejected });
}

/**
 * Members of a pool with one upstream are in one state, however they are named or ordered. A digest: the upstream may have a private key,
 * and this is told to others.
 */
export function memberKey({ url, upstream }: EndpointConfig): string {
  return createHash("sha256")
    .update(JSON.stringify([url.canonical, upstream]))
    .digest("base64");
}

function addListener(listeners: Map<string, ListenerRoute>, url: EndpointUrl, pool: Pool, listen: ListenConfig): void {
  const key = bindKey(url, listen);
  const where = { key, address: bindAddress(url, listen), port: bindPort(url, listen), publicPort: url.port };
  const listener = listeners.get(key);
  if (url.scheme === "tcp") listeners.set(key, { ...where, scheme: "tcp", pool });
  else if (listener?.scheme === "tls") listener.names.set(url.host, pool);
  else {
    const names = new NameTable<Pool>();
    names.set(url.host, pool);
    listeners.set(key, { ...where, scheme: "tls", names });
  }
}

/** The same for endpoints that share a socket. Port 0 is a free one of its own for every public port. */
export function bindKey(url: EndpointUrl, listen: ListenConfig): string {
  const port = bindPort(url, listen);
  return `${bindAddress(url, listen) ?? "*"} ${port === 0 ? `any for ${url.port}` : port}`;
}

function bindPort(url: EndpointUrl, listen: ListenConfig): number {
  return listen.ports.get(url.port) ?? url.port;
}

function bindAddress(url: EndpointUrl, listen: ListenConfig): string | undefined {
  return listen.address ?? (url.address ? url.host : undefined);
}

function namesOf(tables: Map<string, NameTable<Pool>>, key: string): NameTable<Pool> {
  const existing = tables.get(key);
  if (existing) return existing;
  const created = new NameTable<Pool>();
  tables.set(key, created);
  return created;
}
