import type { AddressSet, EndpointUrl, Policy, TlsTermination } from "@sluice/policy";
import type { AdmissionLimits } from "../admission/index.ts";
import type { IpIntelligence } from "../intelligence/index.ts";
import type { RevocationSet } from "../tls/revocation-lists.ts";
import type { ProxyTlvName } from "../upstream/proxy-header.ts";
import type { UpstreamAddress } from "../upstream/url.ts";
import type { LogConfig } from "./log.ts";
import type { MetricsConfig } from "./metrics.ts";

/** What a proxy runs with: complete and checked, nothing left to read. `loadConfig` makes one from `sluice.yml`. */
export interface ProxyConfig {
  readonly listen: ListenConfig;
  readonly endpoints: readonly EndpointConfig[];
  /** The host's own certificates, for `terminate-tls` without one. Of two for one name the first is taken. */
  readonly certificates: readonly HostCertificate[];
  /** Whether names that none of them has get a self-signed one, made when the proxy starts. */
  readonly selfSigned: boolean;
  /** What client certificates are held against. */
  readonly revocation: readonly RevocationSet[];
  /** What policies are told of addresses. Default: nothing, and no policy asks. */
  readonly intelligence?: IpIntelligence;
  /** Default: as many connections as there are descriptors for. */
  readonly limits?: AdmissionLimits;
  /** `conn.server_region`. */
  readonly serverRegion: string;
  readonly events: EventsConfig;
  /** Default: nobody can ask. */
  readonly metrics?: MetricsConfig;
  /** Default: whoever starts it says. */
  readonly log?: LogConfig;
  /** Milliseconds that running connections have to end on their own when the process stops. Default: whoever stops it says. */
  readonly drainTimeout?: number;
}

/** Where the ports of public endpoints are bound. */
export interface ListenConfig {
  /** Default: the address in the endpoint's URL, else all addresses. */
  readonly address?: string;
  /** Port in the URL → port to bind, 0 for any free one. A port that is not listed is bound as it is. */
  readonly ports: ReadonlyMap<number, number>;
  /** Peers that have to send a PROXY header first, and are believed. Default: nobody. */
  readonly acceptProxyProtocol?: AddressSet;
}

export interface EndpointConfig {
  readonly url: EndpointUrl;
  readonly name?: string;
  readonly description?: string;
  readonly metadata?: string;
  /** Whether it may share its URL with others that have this set too. */
  readonly poolingEnabled: boolean;
  /** Its share of the connections of its pool, beside those of the other members; 1 to 1000. Default 1. */
  readonly weight?: number;
  /** Compiled for this endpoint's protocol; none: every connection goes on to the upstream. */
  readonly policy?: Policy;
  /** Run beside `policy` on what that has brought, and told of in the event; it acts on nothing. */
  readonly shadowPolicy?: Policy;
  /** Offered by ALPN where TLS is terminated, the most wanted first. Default: none. */
  readonly alpnProtocols?: readonly string[];
  /** Terminates TLS once the policy has let the connection pass, out of its sight. */
  readonly agentTermination?: TlsTermination;
  /** How many connections it may have at once. Default: no limit of its own. */
  readonly maxConnections?: number;
  /** None: the policy must handle every connection. */
  readonly upstream?: UpstreamConfig;
}

export interface UpstreamConfig {
  /** As the configuration has it; named in events. */
  readonly url: string;
  readonly address: UpstreamAddress;
  /** Version of the PROXY header to send first. */
  readonly proxyProtocol?: 1 | 2;
  /** What a header of version 2 tells beside the addresses. Default: nothing. */
  readonly proxyTlvs?: readonly ProxyTlvName[];
  readonly tls?: UpstreamTlsConfig;
}

/** How the upstream's certificate is verified; for `tls://` upstreams. */
export interface UpstreamTlsConfig {
  /** PEM bundles to verify against. Default: the system's roots. */
  readonly certificateAuthorities?: readonly string[];
  /** Name to send and to verify. Default: the upstream's host. */
  readonly serverName?: string;
  /** PEM; shown to upstreams that ask. Present iff `clientKey` is. */
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  /** Accept any certificate. Default false. */
  readonly insecureSkipVerify?: boolean;
}

/** A certificate chain (leaf first) with its key, both PEM. */
export interface HostCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface EventsConfig {
  /** File that the JSON lines are appended to. Default: standard output. */
  readonly file?: string;
}
