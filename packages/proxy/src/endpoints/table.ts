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
  const keys = new BindKeys(listen);
  const conflicts = conflictsIn(endpoints, groups, keys);
  if (conflicts.length > 0) return { ok: false, conflicts };
  const listeners = new Map<string, ListenerRoute>();
  const internals = new Map<string, NameTable<Pool>>();
  const health = new Map<string, Health>();
  const healthOf = (member: Endpoint): Health => {
    const key = memberKey(member.config);
    const found = health.get(key) ?? before?.health.get(key) ?? new Health(clock, told(member, key, onPoolChange));
    health.set(key, found);
    return found;
  };
  const options = { clock, healthOf };
  for (const group of groups.values()) {
    const [members, url] = membersOf(endpoints, group);
    const pool = new Pool(members, options);
    if (url.internal) namesOf(internals, `${url.scheme}:${url.port}`).set(url.host, pool);
    else addListener(listeners, url, pool, { key: keys.of(url), listen });
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

/** What keeps endpoints from being served together, in the order of the later ones. */
export function findConflicts(endpoints: readonly EndpointConfig[], listen: ListenConfig): readonly EndpointConflict[] {
  return conflictsIn(endpoints, byUrl(endpoints), new BindKeys(listen));
}

/** Indices of the endpoints with one URL: most have theirs alone, and a list for each would take most of the time. */
type Group = number | number[];

function byUrl(endpoints: readonly EndpointConfig[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (let index = 0; index < endpoints.length; index++) {
    const { canonical } = (endpoints[index] as EndpointConfig).url;
    const group = groups.get(canonical);
    if (group === undefined) groups.set(canonical, index);
    else if (typeof group === "number") groups.set(canonical, [group, index]);
    else group.push(index);
  }
  return groups;
}

function membersOf(endpoints: readonly EndpointConfig[], group: Group): [members: Endpoint[], url: EndpointUrl] {
  const first = endpoints[typeof group === "number" ? group : (group[0] as number)] as EndpointConfig;
  if (typeof group === "number") return [[createEndpoint(first, 0)], first.url];
  return [group.map((index, place) => createEndpoint(endpoints[index] as EndpointConfig, place)), first.url];
}

function conflictsIn(
  endpoints: readonly EndpointConfig[],
  groups: ReadonlyMap<string, Group>,
  keys: BindKeys,
): readonly EndpointConflict[] {
  const conflicts = [...urlConflicts(endpoints, groups), ...portConflicts(endpoints, keys)];
  return conflicts.toSorted((a, b) => a.endpoint - b.endpoint);
}

function urlConflicts(
  endpoints: readonly EndpointConfig[],
  groups: ReadonlyMap<string, Group>,
): readonly EndpointConflict[] {
  const conflicts: EndpointConflict[] = [];
  for (const [url, group] of groups) {
    if (typeof group === "number") continue;
    const [first = 0, ...others] = group;
    for (const other of others) {
      if (endpoints[first]?.poolingEnabled && endpoints[other]?.poolingEnabled) continue;
      const message = `\`${url}\` is taken by another endpoint, and not both have \`pooling_enabled: true\``;
      conflicts.push({ endpoint: other, with: first, kind: "url", message });
    }
  }
  return conflicts;
}

/** What is on a port must be either one `tcp://` URL, which is found by the port alone, or `tls://` URLs. */
function portConflicts(endpoints: readonly EndpointConfig[], keys: BindKeys): readonly EndpointConflict[] {
  const conflicts: EndpointConflict[] = [];
  const owners = new Map<string, { readonly url: EndpointUrl; readonly index: number }>();
  for (let index = 0; index < endpoints.length; index++) {
    const { url } = endpoints[index] as EndpointConfig;
    if (url.internal) continue;
    const key = keys.of(url);
    const owner = owners.get(key);
    if (!owner) owners.set(key, { url, index });
    else if (!bothTls(owner.url, url) && owner.url.canonical !== url.canonical) {
      const message = `port ${url.port} is taken by \`${owner.url.canonical}\`: a \`tcp://\` endpoint has its port for itself`;
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

function addListener(
  listeners: Map<string, ListenerRoute>,
  url: EndpointUrl,
  pool: Pool,
  { key, listen }: { readonly key: string; readonly listen: ListenConfig },
): void {
  const listener = listeners.get(key);
  if (listener?.scheme === "tls" && url.scheme === "tls") {
    listener.names.set(url.host, pool);
    return;
  }
  const where = { key, address: bindAddress(url, listen), port: bindPort(url, listen), publicPort: url.port };
  if (url.scheme === "tcp") listeners.set(key, { ...where, scheme: "tcp", pool });
  else {
    const names = new NameTable<Pool>();
    names.set(url.host, pool);
    listeners.set(key, { ...where, scheme: "tls", names });
  }
}

/** What is the same for endpoints that share a socket. */
export class BindKeys {
  readonly #listen: ListenConfig;
  /** Of URLs without an address, by their port: many thousands have the same. */
  readonly #ofPorts = new Map<number, string>();

  constructor(listen: ListenConfig) {
    this.#listen = listen;
  }

  of(url: EndpointUrl): string {
    if (url.address) return bindKey(url, this.#listen);
    const known = this.#ofPorts.get(url.port);
    if (known !== undefined) return known;
    const key = bindKey(url, this.#listen);
    this.#ofPorts.set(url.port, key);
    return key;
  }
}

/** Port 0 is a free one of its own for every public port. */
function bindKey(url: EndpointUrl, listen: ListenConfig): string {
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
