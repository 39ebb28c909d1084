import type {
  ClientHelloFacts,
  ClientHelloResult,
  ConnectionFacts,
  HandshakeResult,
  Host,
  RunReport,
  TlsTermination,
} from "@sluice/policy";
import type { Answer, Entry } from "../admission/index.ts";
import type { UpstreamConfig } from "../config/config.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { Health } from "../endpoints/health.ts";
import type { Pool } from "../endpoints/pool.ts";
import type { Dial, DialResult } from "../upstream/dial.ts";
import { proxyHeaderOf } from "../upstream/proxy-header.ts";
import type { ClientSide, Peek } from "./client-side.ts";
import type { DialOutcome, World } from "./policies.ts";
import type { ConnectionRecord } from "./record.ts";
import type { Services } from "./services.ts";

/** The world of one connection: what its policies ask for, done on its sockets. */
export class ConnectionWorld implements World {
  readonly #services: Services;
  readonly #client: ClientSide;
  readonly #record: ConnectionRecord;
  readonly #entry: Entry;
  #peek: Promise<Peek> | undefined;
  #hello: ClientHelloFacts | undefined;
  #dial: Dial | undefined;

  /** `entry`: what counts the connection. */
  constructor(services: Services, client: ClientSide, record: ConnectionRecord, entry: Entry) {
    this.#entry = entry;
    this.#services = services;
    this.#client = client;
    this.#record = record;
    // A client that leaves while its upstream is dialled needs none.
    void client.closed.then(() => this.#dial?.cancel("the client closed before the upstream was reached"));
  }

  facts(endpoint: Endpoint): ConnectionFacts {
    const { client, server, start } = this.#record;
    return {
      client,
      server: { ip: server.ip, port: server.port, region: this.#services.serverRegion },
      start,
      endpoint: endpoint.facts,
      hello: this.#hello,
      tls: this.#client.tls,
    };
  }

  host(): Host {
    return { now: this.#services.clock.now(), random: this.#services.random };
  }

  /** Reads the hello and takes note of it, once however often it is asked for. */
  peek(): Promise<Peek> {
    this.#peek ??= this.#readHello();
    return this.#peek;
  }

  async #readHello(): Promise<Peek> {
    const peek = await this.#client.peek();
    if (peek.kind !== "hello") return peek;
    const { hello } = peek;
    this.#hello = hello.facts;
    this.#record.serverName = hello.serverName?.sent ?? "";
    this.#record.ja4 = () => hello.ja4;
    return peek;
  }

  async clientHello(): Promise<ClientHelloResult> {
    const { kind } = await this.peek();
    return kind === "hello" && this.#hello
      ? { kind, hello: this.#hello }
      : { kind: kind === "hello" ? "malformed" : kind };
  }

  async terminateTls(tls: TlsTermination, endpoint: Endpoint): Promise<HandshakeResult> {
    if (this.#client.tls) return failure("tls-already-terminated", "TLS of this connection is terminated already");
    const peek = await this.peek();
    if (peek.kind !== "hello") return failure(`client-hello-${peek.kind}`, peek.reason);
    const choice = this.#services.terminations.choose(tls, {
      // Without a server name the name that the client must have had in mind is that of the endpoint it has come to.
      name: this.#hello?.sni || (this.#record.endpoint?.config.url.host ?? ""),
      alpnProtocols: endpoint.config.alpnProtocols ?? [],
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

  admit({ facts, config }: Endpoint): Answer {
    return this.#entry.atEndpoint(facts.id, config.maxConnections);
  }

  forwarded(hops: number): void {
    const { counters } = this.#record;
    counters.forwardHops = Math.max(counters.forwardHops, hops);
  }

  report(run: object, report: RunReport): void {
    this.#record.report(run, report);
  }

  async dial(pool: Pool, endpoint: Endpoint): Promise<DialOutcome> {
    let message = "";
    const failed = new Set<Endpoint>();
    for (let next = pool.nextToDial(endpoint, failed); next; next = pool.nextToDial(endpoint, failed)) {
      failed.add(next);
      const { upstream } = next.config;
      // One that stands in serves the connection, so its own limit holds; the chosen one has been asked already.
      if (!upstream || (next !== endpoint && (await this.admit(next)))) continue;
      const result = await this.#dialMember(upstream, pool.healthOf(next));
      if (result.ok) {
        this.#record.dialled(next, upstream, result.upstream);
        return result;
      }
      message = `${upstream.url}: ${result.message}`;
      this.#record.unreachable(next, upstream, { code: "upstream-unreachable", message: result.message });
      if (this.#client.socket.destroyed) break;
    }
    return { ok: false, code: failed.size > 1 ? "no-live-member" : "upstream-unreachable", message };
  }

  async #dialMember(upstream: UpstreamConfig, health: Health | undefined): Promise<DialResult> {
    const { socket, stream } = this.#client;
    // Reads up to what a stream buffers and no further, all of it for the upstream: a client whose socket nobody reads could
    // reset it unnoticed.
    stream.read(0);
    const header = this.#proxyHeader(upstream);
    const attempt = health?.begin();
    this.#dial = this.#services.dialer.dial(upstream, { header, timeout: this.#services.limits.connect });
    if (socket.destroyed) this.#dial.cancel("the client closed before the upstream was reached");
    const result = await this.#dial.result;
    attempt?.ended(result.ok ? "reached" : socket.destroyed ? "given-up" : "failed");
    return result;
  }

  #proxyHeader({ proxyProtocol: version, proxyTlvs: tlvs }: UpstreamConfig): Uint8Array | undefined {
    if (version === undefined) return undefined;
    const { client, server, id } = this.#record;
    const connection = { client, server, serverName: this.#hello?.sni ?? "", tls: this.#client.tls, id };
    return proxyHeaderOf(connection, { version, tlvs });
  }
}

function failure(code: string, message: string): HandshakeResult & { ok: false } {
  return { ok: false, error: { code, message } };
}
