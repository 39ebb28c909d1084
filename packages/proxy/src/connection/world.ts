import type {
  Address,
  ClientHelloFacts,
  ClientHelloResult,
  ConnectionFacts,
  HandshakeResult,
  Host,
  RunReport,
  SideFacts,
  TlsTermination,
} from "@sluice/policy";
import type { Answer, Entry, Overload } from "../admission/index.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { Pool } from "../endpoints/pool.ts";
import type { Eventual } from "../eventual.ts";
import type { ConnectionIntelligence, IpIntelligence } from "../intelligence/index.ts";
import type { Witness } from "../shadow/index.ts";
import type { SocketAddress } from "./address.ts";
import type { ClientSide, Peek } from "./client-side.ts";
import { Dialling } from "./dialling.ts";
import type { Choice, DialOutcome, World } from "./policies.ts";
import type { ConnectionRecord } from "./record.ts";
import type { Services } from "./services.ts";

const NOBODY: Choice = { kind: "nobody" };
const NO_PROTOCOLS: readonly string[] = [];

/** The world of one connection: what its policies ask for, done on its sockets. */
export class ConnectionWorld implements World {
  readonly #services: Services;
  readonly #client: ClientSide;
  readonly #record: ConnectionRecord;
  readonly #entry: Entry;
  #facts: ClientHelloFacts | undefined;
  /** That of the configuration it has begun under, until its policies have ended. */
  #intelligence: IpIntelligence | undefined;
  #known: ConnectionIntelligence | undefined;
  #dialling: Dialling | undefined;

  /** `entry`: what counts the connection. */
  constructor(services: Services, client: ClientSide, record: ConnectionRecord, entry: Entry) {
    this.#entry = entry;
    this.#services = services;
    this.#client = client;
    this.#record = record;
    this.#intelligence = services.intelligence?.take();
  }

  /** The client's socket is closed: who leaves while its upstream is dialled needs none. */
  clientClosed(): void {
    this.#entry.leave();
    this.#dialling?.cancel();
  }

  facts(endpoint: Endpoint): ConnectionFacts {
    const { client, server, start } = this.#record;
    return {
      client,
      server: new ServerFacts(server, this.#services.serverRegion),
      start,
      endpoint: endpoint.facts,
      hello: this.#hello,
      tls: this.#client.tls,
      intelligence: this.#intelligence && this.#knownOf(this.#intelligence),
    };
  }

  /** Made once: internal endpoints ask for the same addresses. */
  #knownOf(intelligence: IpIntelligence): ConnectionIntelligence {
    const { client, server } = this.#record;
    this.#known ??= intelligence.facts(client, server);
    return this.#known;
  }

  /**
   * The policies have ended, and what they have decided is done in this turn. Shadow policies run after it, and then nothing is kept that
   * only policies need: the connection may be open for days.
   */
  policiesEnded(): void {
    if (!this.#record.hasShadows) {
      this.#forget();
      return;
    }
    setImmediate(() => {
      this.#record.runShadows();
      this.#forget();
    });
  }

  #forget(): void {
    this.#intelligence = undefined;
    this.#known?.end();
  }

  host(): Host {
    return this.#services.host;
  }

  /** What is known of the hello. */
  get #hello(): ClientHelloFacts | undefined {
    const { peeked } = this.#client;
    if (peeked?.kind === "hello") this.#facts ??= peeked.hello.facts;
    return this.#facts;
  }

  async clientHello(): Promise<ClientHelloResult> {
    return this.#helloOf(await this.#client.peek());
  }

  peeked(): ClientHelloResult | undefined {
    const { peeked } = this.#client;
    return peeked && this.#helloOf(peeked);
  }

  #helloOf({ kind }: Peek): ClientHelloResult {
    const hello = this.#hello;
    return kind === "hello" && hello ? { kind, hello } : { kind: kind === "hello" ? "malformed" : kind };
  }

  async terminateTls(tls: TlsTermination, endpoint: Endpoint): Promise<HandshakeResult> {
    if (this.#client.tls) return failure("tls-already-terminated", "TLS of this connection is terminated already");
    const peek = this.#client.peeked ?? (await this.#client.peek());
    if (peek.kind !== "hello") return failure(`client-hello-${peek.kind}`, peek.reason);
    const choice = this.#services.terminations.choose(tls, {
      // Without a server name the name that the client must have had in mind is that of the endpoint it has come to.
      name: this.#hello?.sni || (this.#record.endpoint?.config.url.host ?? ""),
      alpnProtocols: endpoint.config.alpnProtocols ?? NO_PROTOCOLS,
    });
    switch (choice.kind) {
      case "server": {
        const end = await this.#client.terminate(tls, choice.server);
        return end.ok ? { ok: true, tls: end.tls } : end;
      }
      case "no-certificate":
        this.#client.refuse("unrecognized-name");
        return failure("no-certificate", "the proxy has no certificate for this server name");
      case "missing-list":
        this.#client.refuse("internal-error");
        return failure("no-revocation-list", `there is no certificate revocation list of \`${choice.authority}\``);
      case "refused":
        this.#client.refuse("internal-error");
        return failure("tls-configuration", choice.reason);
      default:
        return choice satisfies never;
    }
  }

  internal(url: string): Pool | undefined {
    return this.#services.table.internal(url);
  }

  choose(pool: Pool): Eventual<Choice> {
    const endpoint = pool.choose();
    if (!endpoint) return NOBODY;
    const answer = this.#admit(endpoint);
    return answer === undefined ? { kind: "member", endpoint } : this.#chooseWithRoom(pool, endpoint, answer);
  }

  /**
   * Asks the others where the first is full, and nobody else for any other answer. Who was asked in vain is left, since an answer
   * that came too late may have counted it.
   */
  async #chooseWithRoom(pool: Pool, first: Endpoint, answer: Answer): Promise<Choice> {
    const reason = await answer;
    if (!reason) return { kind: "member", endpoint: first };
    const full = new Set([first]);
    let overload: Overload | undefined = reason;
    this.#entry.leaveEndpoint(first.facts.id);
    while (overload?.code === "max-connections-endpoint") {
      const endpoint = pool.choose(full);
      if (!endpoint) break;
      overload = await this.#admit(endpoint);
      if (!overload) return { kind: "member", endpoint };
      this.#entry.leaveEndpoint(endpoint.facts.id);
      full.add(endpoint);
    }
    return { kind: "full", endpoint: first, overload: reason };
  }

  #admit({ facts, config }: Endpoint): Answer {
    return this.#entry.atEndpoint(facts.id, config.maxConnections);
  }

  keepSecret(url: string): void {
    this.#record.keepSecret(url);
  }

  forwarded(hops: number): void {
    const { counters } = this.#record;
    counters.forwardHops = Math.max(counters.forwardHops, hops);
  }

  elapsed(): number {
    return this.#services.clock.elapsed();
  }

  witnessed(witness: Witness): void {
    this.#record.witnessed(witness);
  }

  report(run: object, report: RunReport, since: number): void {
    this.#record.policyRan({ start: since, end: this.elapsed() });
    this.#record.report(run, report);
  }

  dial(pool: Pool, endpoint: Endpoint, done: (outcome: Eventual<DialOutcome>) => void): void {
    this.#dialling = new Dialling(pool, endpoint, {
      services: this.#services,
      client: this.#client,
      record: this.#record,
      entry: this.#entry,
    });
    this.#dialling.begin(done);
  }
}

/** Where the server is, and what policies are told of it besides. */
class ServerFacts implements SideFacts {
  readonly region: string;
  readonly #at: SocketAddress;

  constructor(at: SocketAddress, region: string) {
    this.region = region;
    this.#at = at;
  }

  get ip(): string {
    return this.#at.ip;
  }

  get port(): number {
    return this.#at.port;
  }

  get address(): Address | undefined {
    return this.#at.address;
  }
}

function failure(code: string, message: string): HandshakeResult & { ok: false } {
  return { ok: false, error: { code, message } };
}
