import type { TlsTermination } from "@sluice/policy";
import { createTerminationServer, type HostTls, serverKey, type TerminationServer } from "../tls/servers.ts";
import type { ServersFor } from "../tls/terminations.ts";

/**
 * Of each termination with a certificate of its own, what the host had added when OpenSSL last took it. A policy that has not
 * changed is the same object in the next configuration, and is not tried again: that takes as long as to make the server.
 */
const taken = new WeakMap<TlsTermination, string>();

/** Makes each server once, to see whether OpenSSL takes it, and keeps none. */
export class CheckedServers implements ServersFor {
  readonly #known = new Set<string>();

  get(tls: TlsTermination, host: HostTls): TerminationServer {
    const key = serverKey(tls, host);
    if (taken.get(tls) === key || this.#known.has(key)) return NOT_TO_SERVE;
    createTerminationServer(tls, host, key);
    this.#known.add(key);
    if (tls.certificate !== undefined) taken.set(tls, key);
    return NOT_TO_SERVE;
  }

  isInForce(): boolean {
    return false;
  }

  retain(): void {}
}

const NOT_TO_SERVE: TerminationServer = {
  certificate: null,
  hasAuthorities: false,
  accept: () => {
    throw new Error("a server that was made to be checked does not serve");
  },
};
