import { lookup } from "node:dns";
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, createSecureContext, type SecureContext } from "node:tls";
import { normalizeServerName } from "@sluice/policy";
import type { CancelTimer, Clock } from "../clock.ts";
import type { UpstreamConfig, UpstreamTlsConfig } from "../config/config.ts";
import { connectLending } from "../connection/lending.ts";
import { CIPHER_SUITES } from "../tls/cipher-suites.ts";
import { cutLooseOnceClosed } from "../tls/cut-loose.ts";
import type { TrustRoots } from "../tls/roots.ts";
import { shareLookups } from "./shared-lookup.ts";

/** An upstream that can be written to. */
export interface DialledUpstream {
  /** Where bytes go: the socket, or TLS over it. */
  readonly stream: Socket;
  readonly socket: Socket;
}

export type DialResult =
  | { readonly ok: true; readonly upstream: DialledUpstream }
  | { readonly ok: false; readonly message: string };

/** An attempt to reach an upstream. */
export interface Dial {
  /** Gives up, whatever has been reached: the result is a failure, told before this returns. Of no effect once there is a result. */
  cancel(reason: string): void;
}

export interface DialOptions {
  /** A PROXY header, to be sent before anything else, TLS included. */
  readonly header?: Uint8Array | undefined;
  /** Milliseconds for everything up to a verified connection. */
  readonly timeout: number;
}

/** Opens connections to upstreams. */
export interface Dialer {
  /** `settled`: called once, and not before this returns. Without a promise: it is on the way of every connection. */
  dial(upstream: UpstreamConfig, options: DialOptions, settled: (result: DialResult) => void): Dial;
}

/**
 * How long an address of a name is given before the next is tried: more than a round trip to anywhere takes. Node gives one
 * up when it goes on, where RFC 8305 (section 5) would keep it, so its default of 250 ms loses upstreams far away.
 */
export const NEXT_ADDRESS_AFTER = 1_000;

export interface DialerOptions {
  /** Resolves the names of upstreams. Default: the system's. */
  readonly lookup?: LookupFunction;
}

/** `roots`: what `tls://` upstreams without authorities of their own are verified against. */
export function createDialer(clock: Clock, roots: TrustRoots, options: DialerOptions = {}): Dialer {
  const contexts = CONTEXTS.get(roots) ?? new WeakMap<object, SecureContext>();
  CONTEXTS.set(roots, contexts);
  const contextFor = (tls: UpstreamTlsConfig | undefined): SecureContext => {
    const key = tls ?? roots;
    const known = contexts.get(key);
    if (known) return known;
    const created = createContext(tls, roots);
    contexts.set(key, created);
    return created;
  };
  const around = { lookup: shareLookups(options.lookup ?? lookup), clock, contextFor };
  return { dial: (upstream, each, settled) => new Attempt(upstream, each, around, settled) };
}

/**
 * By the roots, then by the `tls` of an upstream or, where there is none, the roots again. Both stay the same objects over a reload
 * that changes neither, and making a context parses every certificate.
 */
const CONTEXTS = new WeakMap<TrustRoots, WeakMap<object, SecureContext>>();

interface Around {
  readonly lookup: LookupFunction;
  readonly clock: Clock;
  readonly contextFor: (tls: UpstreamTlsConfig | undefined) => SecureContext;
}

/** The attempt that a socket was made for, until it is settled. */
const ATTEMPT = Symbol("attempt");

interface AttemptedSocket extends Socket {
  [ATTEMPT]?: Attempt | undefined;
}

/** What listens to the TCP socket is the same for all, as in the `Direction` of a relay. */
class Attempt implements Dial {
  readonly #cancelTimer: CancelTimer;
  readonly #settled: (result: DialResult) => void;
  readonly #socket: AttemptedSocket;
  readonly #upstream: UpstreamConfig;
  readonly #header: Uint8Array | undefined;
  readonly #contextFor: Around["contextFor"];

  constructor(
    upstream: UpstreamConfig,
    { header, timeout }: DialOptions,
    { clock, contextFor, lookup }: Around,
    settled: (result: DialResult) => void,
  ) {
    const { host, port, scheme } = upstream.address;
    this.#settled = settled;
    this.#upstream = upstream;
    this.#header = header;
    this.#contextFor = contextFor;
    // TLS over a socket reads it by itself.
    const connect = scheme === "tcp" ? connectLending : connectTcp;
    const socket: AttemptedSocket = connect({
      host,
      port,
      allowHalfOpen: true,
      // Else the pump sees to it once there is a second chunk.
      noDelay: header !== undefined || scheme !== "tcp",
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER,
      lookup,
    });
    this.#socket = socket;
    socket[ATTEMPT] = this;
    this.#cancelTimer = clock.setTimer(timeout, () => this.cancel(`no answer within ${timeout} ms`));
    socket.on("error", Attempt.#onError).on("close", Attempt.#onClose).on("connect", Attempt.#onConnect);
  }

  static readonly #onError = function (this: AttemptedSocket, error: Error): void {
    const attempt = this[ATTEMPT];
    if (attempt) attempt.cancel(messageOf(error));
  };

  static readonly #onClose = function (this: AttemptedSocket): void {
    const attempt = this[ATTEMPT];
    if (attempt) attempt.cancel("closed before it could be used");
  };

  static readonly #onConnect = function (this: AttemptedSocket): void {
    const attempt = this[ATTEMPT];
    if (attempt) attempt.#connected();
  };

  cancel(message: string): void {
    if (this.#socket[ATTEMPT] === undefined) return;
    this.#socket.destroy();
    this.#settle({ ok: false, message });
  }

  #settle(result: DialResult): void {
    const socket = this.#socket;
    if (socket[ATTEMPT] === undefined) return;
    socket[ATTEMPT] = undefined;
    this.#cancelTimer();
    this.#settled(result);
  }

  #connected(): void {
    const socket = this.#socket;
    if (this.#header) socket.write(this.#header);
    if (this.#upstream.address.scheme === "tcp") this.#settle({ ok: true, upstream: { stream: socket, socket } });
    // Node would verify the certificate against `localhost`.
    else if (verifiedName(this.#upstream) === "") this.cancel("there is no name to verify the certificate by");
    else this.#secure(socket);
  }

  #secure(socket: Socket): void {
    const upstream = this.#upstream;
    try {
      // An upstream that ends during the handshake is gone; nobody else would notice before the limit.
      socket.allowHalfOpen = false;
      const stream = connectTls(tlsOptions(socket, upstream, this.#contextFor(upstream.tls)));
      stream.on("error", (error) => this.cancel(messageOf(error)));
      cutLooseOnceClosed(stream);
      // Emitted after the certificate and its name are verified: nothing is forwarded before.
      stream.once("secureConnect", () => {
        stream.allowHalfOpen = true;
        this.#settle({ ok: true, upstream: { stream, socket } });
      });
    } catch (error) {
      this.cancel(error instanceof Error ? error.message : String(error));
    }
  }
}

function tlsOptions(socket: Socket, upstream: UpstreamConfig, secureContext: SecureContext): ConnectionOptions {
  const name = verifiedName(upstream);
  return {
    socket,
    secureContext,
    host: name,
    // RFC 6066, section 3: an address is not sent as a server name. Its verification goes by `host`.
    servername: isIP(name) === 0 ? name : "",
    rejectUnauthorized: !(upstream.tls?.insecureSkipVerify ?? false),
  };
}

/** Without the dot of an absolute name, which is no part of what certificates and server names say (RFC 6066, section 3). */
function verifiedName({ tls, address }: UpstreamConfig): string {
  return normalizeServerName(tls?.serverName ?? address.host);
}

function createContext(tls: UpstreamTlsConfig | undefined, roots: TrustRoots): SecureContext {
  return createSecureContext({
    minVersion: "TLSv1.2",
    ciphers: CIPHER_SUITES,
    // A list, never `undefined`: that would mean Node's own roots.
    ca: [...(tls?.certificateAuthorities ?? roots.certificates)],
    ...(tls?.clientCertificate !== undefined && tls.clientKey !== undefined
      ? { cert: tls.clientCertificate, key: tls.clientKey }
      : {}),
  });
}

/** Node collects the failures of several addresses in one error that has no message of its own. */
function messageOf(error: Error): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.map((each) => (each instanceof Error ? each.message : String(each))).join(", ");
  }
  return error.message;
}
