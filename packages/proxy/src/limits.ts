/** How long a connection may take over what, in milliseconds. */
export interface Limits {
  /** From the accept to the end of the ClientHello; absolute, no byte prolongs it. */
  readonly clientHello: number;
  /** From the ClientHello to the end of the handshake. */
  readonly handshake: number;
  /** From an attempt to dial an upstream to a connection that can be written to, TLS included; each attempt has it anew. */
  readonly connect: number;
  /** Without a byte from or to a side. */
  readonly idle: number;
  /** How long a refused client has to take note of the close before its socket is destroyed. */
  readonly linger: number;
}

/**
 * The limits of language.md, section 7. `connect` is under the time most clients wait themselves, `linger` enough for
 * a round trip to anywhere: both only bound how long a connection that is lost already occupies a descriptor.
 */
export const DEFAULT_LIMITS: Limits = {
  clientHello: 3_000,
  handshake: 60_000,
  connect: 10_000,
  idle: 300_000,
  linger: 2_000,
};

/** How many `forward-internal` may follow one another on one connection (language.md, section 7). */
export const MAX_FORWARD_HOPS = 8;
