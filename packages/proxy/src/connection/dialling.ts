import type { Entry } from "../admission/index.ts";
import type { UpstreamConfig } from "../config/config.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { Attempt as MemberAttempt } from "../endpoints/health.ts";
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

/** A dial on its way. */
interface Attempt {
  readonly endpoint: Endpoint;
  readonly upstream: UpstreamConfig;
  /** By the clock's `elapsed`. */
  readonly start: number;
  /** Of a member of several. */
  readonly ofMember: MemberAttempt | undefined;
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

  /** `done`: called once, without a promise where the chosen one is reached at the first attempt. */
  begin(done: (outcome: Eventual<DialOutcome>) => void): void {
    const first = this.#next();
    const upstream = first === this.#chosen ? first.config.upstream : undefined;
    if (first === undefined || upstream === undefined) {
      done(this.#goOn(first));
      return;
    }
    const attempt = this.#attempt(first, upstream);
    this.#dialFor(attempt, (result) => {
      let outcome: Eventual<DialOutcome>;
      try {
        this.#ended(attempt, result);
        outcome = result.ok ? result : this.#goOn(this.#after(first, result.message));
      } catch (error) {
        // A socket has called, to whom nothing may be thrown.
        outcome = Promise.reject(error);
      }
      done(outcome);
    });
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
      const attempt = this.#attempt(member, upstream);
      const result = await new Promise<DialResult>((resolve) => this.#dialFor(attempt, resolve));
      this.#ended(attempt, result);
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

  #attempt(endpoint: Endpoint, upstream: UpstreamConfig): Attempt {
    const start = this.#for.services.clock.elapsed();
    return { endpoint, upstream, start, ofMember: this.#pool.healthOf(endpoint)?.begin() };
  }

  #dialFor({ upstream }: Attempt, settled: (result: DialResult) => void): void {
    const { services, client } = this.#for;
    if (client.socket.destroyed) {
      settled({ ok: false, message: CLIENT_CLOSED });
      return;
    }
    client.readAhead();
    const options = { header: this.#proxyHeader(upstream), timeout: services.limits.connect };
    this.#dial = services.dialer.dial(upstream, options, settled);
  }

  #ended({ endpoint, upstream, start, ofMember }: Attempt, result: DialResult): void {
    const { services, client, record } = this.#for;
    try {
      ofMember?.ended(result.ok ? "reached" : client.socket.destroyed ? "given-up" : "failed");
      const times = { start, end: services.clock.elapsed() };
      if (result.ok) record.dialled(endpoint, upstream, result.upstream, times);
      else record.unreachable(endpoint, upstream, { code: "upstream-unreachable", message: result.message }, times);
    } catch (error) {
      if (result.ok) result.upstream.socket.destroy();
      throw error;
    }
  }

  #proxyHeader({ proxyProtocol: version, proxyTlvs: tlvs }: UpstreamConfig): Uint8Array | undefined {
    if (version === undefined) return undefined;
    const { client, server, id } = this.#for.record;
    const { peeked, tls } = this.#for.client;
    const serverName = peeked?.kind === "hello" ? peeked.hello.facts.sni : "";
    return proxyHeaderOf({ client, server, serverName, tls, id }, { version, tlvs });
  }
}
