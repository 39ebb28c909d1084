import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import type { RunReport } from "@sluice/policy";
import type { UpstreamConfig } from "../config/config.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import type {
  ConnectionEvent,
  DialledObject,
  EndpointObject,
  EventError,
  TrafficPolicyObject,
  UpstreamObject,
} from "../events/event.ts";
import type { DialledUpstream } from "../upstream/dial.ts";
import { hostPort, plainAddress } from "./address.ts";
import { Counters } from "./counters.ts";
import { type Decision, refusedBecause } from "./decision.ts";
import { PolicyReports } from "./policy-reports.ts";

/** An upstream that was dialled. */
interface Dialled {
  readonly config: UpstreamConfig;
  readonly endpoint: Endpoint;
  readonly address?: string;
  readonly error?: EventError;
}

export interface SocketAddress {
  readonly ip: string;
  readonly port: number;
}

/** What is noted of a connection on its way, for the one event at its end. */
export class ConnectionRecord {
  client: SocketAddress;
  server: SocketAddress;
  /** Who has told by a PROXY header that `client` is the client. */
  #peer: SocketAddress | undefined;
  readonly start: Date;
  /** As the client has sent it. */
  serverName = "";
  ja4: (() => string) | undefined;
  /** The accepting endpoint. */
  endpoint: Endpoint | undefined;
  decision: Decision = refusedBecause("internal-error", "the connection was never decided on");
  readonly counters: Counters = new Counters();
  bytesIn = 0;
  bytesOut = 0;
  error: EventError | undefined;
  #id: string | undefined;
  #upstream: Dialled | undefined;
  /** Those before it, which could not be reached. */
  readonly #failed: Dialled[] = [];
  readonly #reports = new PolicyReports();

  constructor(client: SocketAddress, server: SocketAddress, start: Date) {
    this.client = client;
    this.server = server;
    this.start = start;
  }

  /** Takes over what a PROXY header has told. */
  told(source: SocketAddress, destination: SocketAddress): void {
    this.#peer = this.client;
    this.client = source;
    this.server = destination;
  }

  /** That of the event: what is told on the way can be found there again. */
  get id(): string {
    this.#id ??= `ev_${randomUUID()}`;
    return this.#id;
  }

  /** Notes what one policy run has reported so far. */
  report(run: object, report: RunReport): void {
    this.#reports.add(run, report);
  }

  dialled(endpoint: Endpoint, config: UpstreamConfig, upstream: DialledUpstream): void {
    const { host, port } = config.address;
    // Of a name one of several addresses was reached; asking the socket costs a system call that an address spares.
    const address = isIP(host) === 0 ? plainAddress(upstream.socket.remoteAddress) : host;
    this.#dialled({ config, endpoint, ...(address === "" ? {} : { address: hostPort(address, port) }) });
  }

  unreachable(endpoint: Endpoint, config: UpstreamConfig, error: EventError): void {
    this.#dialled({ config, endpoint, error });
  }

  #dialled(upstream: Dialled): void {
    if (this.#upstream) this.#failed.push(this.#upstream);
    this.#upstream = upstream;
  }

  event(end: Date): ConnectionEvent {
    const ended = end.toISOString();
    return {
      event_id: this.id,
      event_type: "tcp_connection_closed.v0",
      event_timestamp: ended,
      object: {
        conn: {
          bytes_in: this.bytesIn,
          bytes_out: this.bytesOut,
          client_ip: this.client.ip,
          client_port: this.client.port,
          ...(this.#peer ? { peer_ip: this.#peer.ip, peer_port: this.#peer.port } : {}),
          server_ip: this.server.ip,
          server_port: this.server.port,
          server_name: this.serverName,
          start_ts: this.start.toISOString(),
          end_ts: ended,
          ja4_fingerprint: this.ja4?.() ?? "",
          ...(this.error ? { error: this.error } : {}),
        },
        counters: this.counters.object(),
        endpoint: this.endpoint ? endpointObject(this.endpoint) : null,
        ip_policy: { decision: this.#reports.ipPolicyDecision() },
        traffic_policy: this.#trafficPolicy(),
        upstream: this.#upstreamObject(),
      },
    };
  }

  #trafficPolicy(): TrafficPolicyObject {
    const { outcome, rule, action, error, url, endpoint } = this.decision;
    return {
      outcome,
      rule: rule ?? null,
      action: action ?? null,
      error: error ?? null,
      logs: this.#reports.logs(),
      ...(url === undefined ? {} : { url }),
      ...(endpoint && endpoint !== this.endpoint ? { endpoint: endpoint.facts.url } : {}),
    };
  }

  #upstreamObject(): UpstreamObject | null {
    if (!this.#upstream) return null;
    const failed = this.#failed.map((upstream) => this.#dialledObject(upstream));
    return { ...this.#dialledObject(this.#upstream), ...(failed.length > 0 ? { failed_before: failed } : {}) };
  }

  #dialledObject({ config, endpoint, address, error }: Dialled): DialledObject {
    return {
      url: config.url,
      ...(endpoint.facts.url !== this.endpoint?.facts.url ? { endpoint: endpoint.facts.url } : {}),
      ...(address === undefined ? {} : { address }),
      ...(error ? { error } : {}),
    };
  }
}

function endpointObject({ config, facts }: Endpoint): EndpointObject {
  return {
    id: facts.id,
    ...(config.name === undefined ? {} : { name: config.name }),
    url: facts.url,
    ...(config.metadata === undefined ? {} : { metadata: config.metadata }),
  };
}
