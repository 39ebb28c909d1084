/** How many connections are served at once, and how fast they may come. What is left out is not limited. */
export interface AdmissionLimits {
  /** Of the whole proxy. */
  readonly maxConnections?: number;
  readonly perClient?: ClientLimits;
  readonly perPrefix?: PrefixLimits;
}

export interface ClientLimits {
  /** From one address. */
  readonly maxConnections?: number;
  /** From one IPv4 address, or one IPv6 /64: a host has at least that many addresses to come from (RFC 6177). */
  readonly acceptRate?: AcceptRate;
}

export interface PrefixLimits {
  /** From the addresses that share a prefix. */
  readonly maxConnections: number;
  /** Length of an IPv4 prefix, 0 to 32. */
  readonly ipv4: number;
  /** Length of an IPv6 prefix, 0 to 128. */
  readonly ipv6: number;
}

export interface AcceptRate {
  /** Connections a second in the long run; may be below one. */
  readonly perSecond: number;
  /** How many may come at once after a pause, at least 1. */
  readonly burst: number;
}

/** What limited. The code of the connection's error. */
export type OverloadCode =
  | "max-connections"
  | "max-connections-endpoint"
  | "max-connections-client"
  | "max-connections-prefix"
  | "accept-rate"
  | "descriptors"
  /** Who counts for all workers has not answered. */
  | "limits-unanswered";

const CODES: Readonly<Record<OverloadCode, true>> = {
  "max-connections": true,
  "max-connections-endpoint": true,
  "max-connections-client": true,
  "max-connections-prefix": true,
  "accept-rate": true,
  descriptors: true,
  "limits-unanswered": true,
};

/** All of them. */
export const OVERLOAD_CODES: readonly OverloadCode[] = Object.keys(CODES).filter(isOverloadCode);

/** Whether a connection was refused for a limit, by the code of its error. */
export function isOverloadCode(code: string | undefined): code is OverloadCode {
  return code !== undefined && Object.hasOwn(CODES, code);
}

/** Why a connection is not served. */
export interface Overload {
  readonly code: OverloadCode;
  readonly message: string;
}
