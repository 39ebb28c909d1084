import type { AcceptRate, AdmissionLimits, ClientLimits, PrefixLimits } from "../admission/index.ts";
import type { ConfigReader, Value } from "./reader.ts";

/** More than any process can have open. */
const MOST_CONNECTIONS = 10_000_000;
const MOST_A_SECOND = 1_000_000;
/** What is given to one customer: an IPv4 /24 is the least that is routed, an IPv6 /56 what a site usually gets (RFC 6177). */
const DEFAULT_PREFIXES = { ipv4: 24, ipv6: 56 } as const;

/** `limits: { max_connections, per_client, per_prefix }`. */
export function readAdmissionLimits(reader: ConfigReader, at: Value | undefined): AdmissionLimits {
  const entry = at && reader.map(at, "`limits`", ["max_connections", "per_client", "per_prefix"]);
  if (!entry) return {};
  const maxConnections = readMaxConnections(reader, entry.written("max_connections", "a whole number"));
  const perClient = readClient(reader, entry.written("per_client", "a mapping"));
  const perPrefix = readPrefix(reader, entry.written("per_prefix", "a mapping"));
  return {
    ...(maxConnections === undefined ? {} : { maxConnections }),
    ...(perClient ? { perClient } : {}),
    ...(perPrefix ? { perPrefix } : {}),
  };
}

/** `max_connections` of whatever has one. */
export function readMaxConnections(reader: ConfigReader, at: Value | undefined): number | undefined {
  return reader.integer(at, "`max_connections`", 1, MOST_CONNECTIONS);
}

function readClient(reader: ConfigReader, at: Value | undefined): ClientLimits | undefined {
  const entry = at && reader.map(at, "`per_client`", ["max_connections", "accept_rate"]);
  if (!entry) return undefined;
  const maxConnections = readMaxConnections(reader, entry.written("max_connections", "a whole number"));
  const acceptRate = readRate(reader, entry.written("accept_rate", "a mapping"));
  return {
    ...(maxConnections === undefined ? {} : { maxConnections }),
    ...(acceptRate ? { acceptRate } : {}),
  };
}

function readRate(reader: ConfigReader, at: Value | undefined): AcceptRate | undefined {
  const entry = at && reader.map(at, "`accept_rate`", ["per_second", "burst"]);
  const perSecond = reader.integer(entry?.required("per_second"), "`per_second`", 1, MOST_A_SECOND);
  const burst = reader.integer(entry?.written("burst", "a whole number"), "`burst`", 1, MOST_A_SECOND);
  // A second's worth at once: people open several connections together.
  return perSecond === undefined ? undefined : { perSecond, burst: burst ?? perSecond };
}

function readPrefix(reader: ConfigReader, at: Value | undefined): PrefixLimits | undefined {
  const entry = at && reader.map(at, "`per_prefix`", ["max_connections", "ipv4", "ipv6"]);
  const maxConnections = readMaxConnections(reader, entry?.required("max_connections"));
  const ipv4 = reader.integer(entry?.written("ipv4", "a prefix length"), "`ipv4`", 0, 32) ?? DEFAULT_PREFIXES.ipv4;
  const ipv6 = reader.integer(entry?.written("ipv6", "a prefix length"), "`ipv6`", 0, 128) ?? DEFAULT_PREFIXES.ipv6;
  return maxConnections === undefined ? undefined : { maxConnections, ipv4, ipv6 };
}
