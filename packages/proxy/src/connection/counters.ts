import type { CountersObject } from "../events/event.ts";

/** How far a connection has come towards each limit of language.md, section 7. `null`: it never came to that. */
export class Counters {
  /** Milliseconds from the accept to the end of the hello, or to when it was given up. */
  clientHelloMs: number | null = null;
  /** Bytes of the connection that the hello took, record headers included; what had come of one that was refused. */
  clientHelloBytes: number | null = null;
  /** Milliseconds from the hello to the end of the handshake. */
  handshakeMs: number | null = null;
  /** DER of the certificates that the client has shown. */
  clientCertificateBytes: number | null = null;
  /** Milliseconds that each side had been without a byte when the connection ended. */
  clientIdleMs: number | null = null;
  upstreamIdleMs: number | null = null;
  forwardHops = 0;

  object(): CountersObject {
    return {
      client_hello_ms: microseconds(this.clientHelloMs),
      client_hello_bytes: this.clientHelloBytes,
      handshake_ms: microseconds(this.handshakeMs),
      client_certificate_bytes: this.clientCertificateBytes,
      client_idle_ms: whole(this.clientIdleMs),
      upstream_idle_ms: whole(this.upstreamIdleMs),
      forward_hops: this.forwardHops,
    };
  }
}

/** Milliseconds to the microsecond: a handshake within a host takes one or two. */
export function microseconds<T extends number | null>(milliseconds: T): T {
  return (milliseconds === null ? null : Math.round(milliseconds * 1_000) / 1_000) as T;
}

function whole(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds);
}
