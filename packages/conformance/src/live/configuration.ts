import { LOOPBACK } from "./loopback.ts";

/** A proxy's configuration: the members of `sluice.yml` that vectors and scenarios use, as JSON, which is YAML. */
export interface LiveConfiguration {
  readonly endpoints: readonly LiveEndpoint[];
  readonly region?: string;
  readonly certificates?: readonly LiveCredentials[];
  /** Id → PEM bundle. */
  readonly certificate_authorities?: Readonly<Record<string, string>>;
  /** PEM, of every authority that clients are verified against. */
  readonly certificate_revocation_lists?: readonly string[];
  readonly ip_policies?: Readonly<
    Record<string, readonly { readonly cidr: string; readonly action: "allow" | "deny" }[]>
  >;
  /** Paths of databases and lists. */
  readonly ip_intelligence?: {
    readonly geo?: string;
    readonly as?: string;
    readonly categories?: Readonly<Record<string, string>>;
    readonly tor_nodes?: string;
    readonly blocklist?: string;
  };
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A certificate chain with its key, both PEM. */
export interface LiveCredentials {
  readonly certificate: string;
  readonly private_key: string;
}

export interface LiveEndpoint {
  readonly url: string;
  readonly name?: string;
  readonly metadata?: string;
  readonly pooling_enabled?: boolean;
  readonly weight?: number;
  /** The text of the policy's document. */
  readonly traffic_policy?: string;
  /** None: the policy must handle every connection. */
  readonly upstream?: LiveUpstream;
  readonly agent_tls_termination?: {
    readonly server_certificate?: string;
    readonly server_private_key?: string;
    readonly mutual_tls_certificate_authorities?: readonly string[];
  };
  readonly alpn_protocols?: readonly string[];
}

export interface LiveUpstream {
  /** `127.0.0.1:PORT` or `tls://127.0.0.1:PORT`. */
  readonly url: string;
  readonly proxy_protocol?: 1 | 2;
  readonly tls?: {
    readonly certificate_authorities?: readonly string[];
    readonly server_name?: string;
    readonly insecure_skip_verify?: boolean;
  };
}

/** The peers that the runner's connections come from: they tell whose they are by a PROXY header. */
const RUNNER = ["127.0.0.0/8"];

export interface ConfigurationOptions {
  /** A public endpoint's port → the port to bind, 0 for any free one. */
  readonly ports: ReadonlyMap<number, number>;
  /** Of loopback. Default 127.0.0.1. */
  readonly address?: string;
  /** Whether the runner's connections start with a PROXY header, and are believed. Default true. */
  readonly listed?: boolean;
  /** Default: the proxy's own. */
  readonly events?: { readonly file: string };
}

/** The text of a `sluice.yml`. It listens on loopback alone. */
export function configurationText(
  { endpoints, ...rest }: LiveConfiguration,
  { ports, address = LOOPBACK, listed = true, events }: ConfigurationOptions,
): string {
  const listen = {
    address,
    ports: Object.fromEntries([...ports].map(([from, to]) => [String(from), to])),
    ...(listed ? { accept_proxy_protocol: { from: RUNNER } } : {}),
  };
  return JSON.stringify({ version: 3, listen, ...rest, endpoints, ...(events ? { events } : {}) }, null, 2);
}

/** The endpoints that are listened on. */
export function publicEndpoints({ endpoints }: Pick<LiveConfiguration, "endpoints">): readonly LiveEndpoint[] {
  return endpoints.filter(({ url }) => !isInternal(url));
}

/** The ports in the URLs of those. */
export function publicPorts(configuration: Pick<LiveConfiguration, "endpoints">): readonly number[] {
  return [...new Set(publicEndpoints(configuration).map(({ url }) => portOf(url)))];
}

/** Whether an endpoint is reached by `forward-internal` alone. */
export function isInternal(url: string): boolean {
  return /^\w+:\/\/[^:/]*\.internal\.?(:\d+)?$/i.test(url);
}

/** Of an endpoint's URL; 443 for a `tls://` one without. */
export function portOf(url: string): number {
  return Number(/:(\d+)$/.exec(url)?.[1] ?? 443);
}
