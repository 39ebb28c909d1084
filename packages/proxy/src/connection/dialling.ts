import type { Entry } from "../admission/index.ts";
import type { UpstreamConfig } from "../config/config.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { Pool } from "../endpoints/pool.ts";
import type { Eventual } from "../eventual.ts";
import type { Dial, DialResult } from "../upstream/dial.ts";
import { proxyHeaderOf } from "../upstream/proxy-header.ts";
import type { ClientSide } from "./client-side.ts";
import type { DialOutcome } from "./policies.ts";
import type { ConnectionRecord } from "./record.ts";
import type { Services } from "./services.ts";

/** Why a dial was given up. */
const CLIENT_CLOSED = "the client closed before the upstream was reached";
const NOBODY: ReadonlySet<Endpoint> = new Set();

/** The connection that an upstream is dialled for. */
export interface DialledFor {
  readonly services: Services;
  readonly client: ClientSide;
  readonly record: ConnectionRecord;
  readonly entry: Entry;
}

/** Dials the upstream of an endpoint, and where that cannot be reached those of the pool's members that may stand in for it. */
export class Dialling {
  readonly #pool: Pool;
  readonly #chosen: Endpoint;
  readonly #for: DialledFor;
  /** Who was dialled, or had no room; none of most connections. */
  #failed: Set<Endpoint> | undefined;
  /** Of the last that was dialled. */
  #message = "";
  #dial: Dial | undefined;

  constructor(pool: Pool, chosen: Endpoint, dialledFor: DialledFor) {
    this.#pool = pool;
    this.#chosen = chosen;
    this.#for = dialledFor;
  }

  /** `done`: called once, without a promise where the first attempt succeeds. */
  begin(done: (outcome: Eventual<DialOutcome>) => void): void {
    const first = this.#next();
    const upstream = first === this.#chosen ? first.config.upstream : undefined;
    if (first === undefined || upstream === undefined) {
      done(this.#goOn(first));
      return;
    }
    this.#attempt(first, upstream, (result) =>
      done(result.ok ? result : this.#goOn(this.#after(first, result.message))),
    );
  }

  /** The client is closed: nobody needs an upstream any more. */
  cancel(): void {
    this.#dial?.cancel(CLIENT_CLOSED);
  }

  /** Tries this member and those after it, until one is reached. */
  async #goOn(from: Endpoint | undefined): Promise<DialOutcome> {
    let next = from;
    while (next) {
      const member = next;
      const { upstream } = member.config;
      if (!upstream || (await this.#isRefused(member))) {
        next = this.#after(member);
        continue;
      }
      const result = await new Promise<DialResult>((resolve) => this.#attempt(member, upstream, resolve));
      if (result.ok) {
        if (member !== this.#chosen) this.#for.entry.leaveEndpoint(this.#chosen.facts.id);
        return result;
      }
      next = this.#after(member, result.message);
    }
    const code = this.#failed && this.#failed.size > 1 ? "no-live-member" : "upstream-unreachable";
    return { ok: false, code, message: this.#message };
  }

  /** One that stands in serves the connection, so its own limit holds; the chosen one has been asked already. */
  async #isRefused(member: Endpoint): Promise<boolean> {
    if (member === this.#chosen) return false;
    return (await this.#for.entry.atEndpoint(member.facts.id, member.config.maxConnections)) !== undefined;
  }

  /** Who comes after one that the connection is not brought to. `message`: why, where it was dialled. */
  #after(endpoint: Endpoint, message?: string): Endpoint | undefined {
    const { entry, client } = this.#for;
    this.#failed ??= new Set();
    this.#failed.add(endpoint);
    // Whatever comes of the connection, it is not here: somebody else can have its place. Also of one that was asked for in vain,
    // since an answer that came too late may have counted it.
    entry.leaveEndpoint(endpoint.facts.id);
    if (message === undefined) return this.#next();
    this.#message = `${endpoint.config.upstream?.url}: ${message}`;
    return client.socket.destroyed ? undefined : this.#next();
  }

  #next(): Endpoint | undefined {
    return this.#pool.nextToDial(this.#chosen, this.#failed ?? NOBODY);
  }

  #attempt(endpoint: Endpoint, upstream: UpstreamConfig, settled: (result: DialResult) => void): void {
    const { services, client, record } = this.#for;
    const { clock, dialer, limits } = services;
    const start = clock.elapsed();
    const attempt = this.#pool.healthOf(endpoint)?.begin();
    client.readAhead();
    const options = { header: this.#proxyHeader(upstream), timeout: limits.connect };
    this.#dial = dialer.dial(upstream, options, (result) => {
      attempt?.ended(result.ok ? "reached" : client.socket.destroyed ? "given-up" : "failed");
      const times = { start, end: clock.elapsed() };
      if (result.ok) record.dialled(endpoint, upstream, result.upstream, times);
      else record.unreachable(endpoint, upstream, { code: "upstream-unreachable", message: result.message }, times);
      settled(result);
    });
    if (client.socket.destroyed) this.cancel();
  }

  #proxyHeader({ proxyProtocol: version, proxyTlvs: tlvs }: UpstreamConfig): Uint8Array | undefined {
    if (version === undefined) return undefined;
    const { client, server, id } = this.#for.record;
    const { peeked, tls } = this.#for.client;
    const serverName = peeked?.kind === "hello" ? peeked.hello.facts.sni : "";
    return proxyHeaderOf({ client, server, serverName, tls, id }, { version, tlvs });
  }
}
