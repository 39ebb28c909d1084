import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import { type RunReport, SECRET } from "@sluice/policy";
import type { ClientHello } from "../client-hello/index.ts";
import type { UpstreamConfig } from "../config/config.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import type {
  ConnectionEvent,
  ConnectionObject,
  DialledObject,
  EndpointObject,
  EventError,
  TimingObject,
  TrafficPolicyObject,
  UpstreamObject,
} from "../events/event.ts";
import { timestampOf } from "../events/timestamp.ts";
import type { Mutable } from "../mutable.ts";
import { Shadows, type ToldShadow, type Witness } from "../shadow/index.ts";
import type { TlsAlert } from "../tls/alert.ts";
import type { DialledUpstream } from "../upstream/dial.ts";
import { hostPort, SocketAddress } from "./address.ts";
import type { Peek } from "./client-side.ts";
import { Counters, microseconds } from "./counters.ts";
import { type Decision, refusedBecause } from "./decision.ts";
import { PolicyReports } from "./policy-reports.ts";

/** An upstream that was dialled. */
interface Dialled {
  readonly config: UpstreamConfig;
  readonly endpoint: Endpoint;
  readonly address?: string;
  readonly error?: EventError;
  readonly times: Times;
}

/** When something began and ended, as the clock's `elapsed` has it. */
export interface Times {
  readonly start: number;
  readonly end: number;
}

/** What is noted of a connection on its way, for the one event at its end. */
export class ConnectionRecord {
  client: SocketAddress;
  server: SocketAddress;
  /** Who has told by a PROXY header that `client` is the client. */
  #peer: SocketAddress | undefined;
  readonly start: Date;
  /** Its fingerprint is computed when it is asked for. */
  #hello: ClientHello | undefined;
  /** The accepting endpoint. */
  endpoint: Endpoint | undefined;
  decision: Decision = UNDECIDED;
  readonly counters: Counters = new Counters();
  bytesIn = 0;
  bytesOut = 0;
  error: EventError | undefined;
  /** What a handshake has failed with. */
  alert: TlsAlert | undefined;
  /** By the clock's `elapsed`; what all times of the event are since. */
  readonly acceptedAt: number;
  /** Of the policies, all of them as one. */
  #policyStart = -1;
  #policyEnd = 0;
  #policyWork = 0;
  #id: string | undefined;
  #upstream: Dialled | undefined;
  /** Those before it, which could not be reached; none of most connections. */
  #failed: Dialled[] | undefined;
  readonly #reports = new PolicyReports();
  /** None of most connections. */
  #shadows: Shadows | undefined;
  /** URLs of internal endpoints that are not told; none of most connections. */
  #secretUrls: Set<string> | undefined;

  constructor(client: SocketAddress, server: SocketAddress, start: Date, acceptedAt = 0) {
    this.client = client;
    this.server = server;
    this.start = start;
    this.acceptedAt = acceptedAt;
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

  /** Notes the first bytes: when it was known what they are, after how many of them. */
  peeked(peek: Peek, at: { readonly milliseconds: number; readonly bytes: number }): void {
    this.counters.clientHelloMs = at.milliseconds;
    if (peek.kind === "hello") this.#hello = peek.hello;
    this.counters.clientHelloBytes = this.#hello?.bytesConsumed ?? at.bytes;
  }

  /** Notes what one policy run has reported so far. */
  report(run: object, report: RunReport): void {
    this.#reports.add(run, report);
  }

  /** Notes a step of a policy. */
  policyRan({ start, end }: Times): void {
    if (this.#policyStart < 0) this.#policyStart = start;
    this.#policyEnd = end;
    this.#policyWork += end - start;
  }

  /** Notes what a shadow policy is to be shown. */
  witnessed(witness: Witness): void {
    this.#shadows ??= new Shadows();
    this.#shadows.add(witness);
  }

  get hasShadows(): boolean {
    return this.#shadows !== undefined;
  }

  /** Runs the shadow policies, once however often it is asked for; what they came to is told by the event. */
  runShadows(): readonly ToldShadow[] {
    return this.#shadows?.run((url) => this.#secretUrls?.has(url) ?? false) ?? [];
  }

  /** Notes what has thrown, which decides for all that has not decided. */
  threw(message: string): void {
    this.decision = refusedBecause("internal-error", message);
    this.#shadows?.threw(message);
  }

  /** Notes a URL that derives from a secret: which endpoint it was must not be read from the event either. */
  keepSecret(url: string): void {
    this.#secretUrls ??= new Set();
    this.#secretUrls.add(url);
  }

  dialled(endpoint: Endpoint, config: UpstreamConfig, upstream: DialledUpstream, times: Times): void {
    const { host, port } = config.address;
    // Of a name one of several addresses was reached; asking the socket costs a system call that an address spares.
    const address = isIP(host) === 0 ? SocketAddress.of(upstream.socket.remoteAddress, port).ip : host;
    const reached: Mutable<Dialled> = { config, endpoint, times };
    if (address !== "") reached.address = hostPort(address, port);
    this.#dialled(reached);
  }

  unreachable(endpoint: Endpoint, config: UpstreamConfig, error: EventError, times: Times): void {
    this.#dialled({ config, endpoint, error, times });
  }

  #dialled(upstream: Dialled): void {
    if (this.#upstream) {
      this.#failed ??= [];
      this.#failed.push(this.#upstream);
    }
    this.#upstream = upstream;
  }

  /** What may be absent is added only where it is there: a spread of nothing takes longer than all the rest. */
  event(end: Date): ConnectionEvent {
    const ended = timestampOf(end);
    const object: Mutable<ConnectionEvent["object"]> = {
      conn: this.#conn(ended),
      counters: this.counters.object(),
      endpoint: this.endpoint ? endpointObject(this.endpoint) : null,
      ip_policy: { decision: this.#reports.ipPolicyDecision() },
      traffic_policy: this.#trafficPolicy(),
      upstream: this.#upstreamObject(),
    };
    if (this.#shadows) this.#addShadows(object);
    return { event_id: this.id, event_type: "tcp_connection_closed.v0", event_timestamp: ended, object };
  }

  #addShadows(object: Mutable<ConnectionEvent["object"]>): void {
    for (const { endpoint, object: shadow } of this.runShadows()) {
      if (endpoint === this.endpoint) object.shadow_policy = shadow;
      else {
        const internal = { ...shadow, endpoint: this.#urlOf(endpoint) };
        object.internal_shadow_policies = [...(object.internal_shadow_policies ?? []), internal];
      }
    }
  }

  #conn(ended: string): ConnectionObject {
    const conn: Mutable<ConnectionObject> = {
      bytes_in: this.bytesIn,
      bytes_out: this.bytesOut,
      client_ip: this.client.ip,
      client_port: this.client.port,
      server_ip: this.server.ip,
      server_port: this.server.port,
      server_name: this.#hello?.serverName?.sent ?? "",
      start_ts: timestampOf(this.start),
      end_ts: ended,
      ja4_fingerprint: this.#hello?.ja4 ?? "",
    };
    if (this.#peer) {
      conn.peer_ip = this.#peer.ip;
      conn.peer_port = this.#peer.port;
    }
    if (this.error) conn.error = this.error;
    if (this.alert) conn.tls_alert = this.alert;
    return conn;
  }

  #trafficPolicy(): TrafficPolicyObject {
    const { outcome, rule, action, error, url, endpoint } = this.decision;
    const policy: Mutable<TrafficPolicyObject> = {
      outcome,
      rule: rule ?? null,
      action: action ?? null,
      error: error ?? null,
      logs: this.#reports.logs(),
    };
    if (url !== undefined) policy.url = url;
    if (endpoint && endpoint !== this.endpoint) policy.endpoint = this.#urlOf(endpoint);
    if (this.#policyStart >= 0) {
      policy.timing = {
        start_ms: microseconds(this.#policyStart - this.acceptedAt),
        end_ms: microseconds(this.#policyEnd - this.acceptedAt),
        work_ms: microseconds(this.#policyWork),
      };
    }
    return policy;
  }

  #upstreamObject(): UpstreamObject | null {
    if (!this.#upstream) return null;
    const upstream: Mutable<UpstreamObject> = this.#dialledObject(this.#upstream);
    if (this.#failed) upstream.failed_before = this.#failed.map((failed) => this.#dialledObject(failed));
    return upstream;
  }

  #urlOf({ config, facts }: Endpoint): string {
    return this.#secretUrls?.has(config.url.canonical) ? SECRET : facts.url;
  }

  #timing({ start, end }: Times): TimingObject {
    return { start_ms: microseconds(start - this.acceptedAt), end_ms: microseconds(end - this.acceptedAt) };
  }

  #dialledObject({ config, endpoint, address, error, times }: Dialled): DialledObject {
    const dialled: Mutable<DialledObject> = { url: config.url, timing: this.#timing(times) };
    if (endpoint.facts.url !== this.endpoint?.facts.url) dialled.endpoint = this.#urlOf(endpoint);
    if (address !== undefined) dialled.address = address;
    if (error) dialled.error = error;
    return dialled;
  }
}

const UNDECIDED = refusedBecause("internal-error", "the connection was never decided on");

function endpointObject({ config, facts }: Endpoint): EndpointObject {
  const { name, metadata } = config;
  const { id, url } = facts;
  const object: Mutable<EndpointObject> = name === undefined ? { id, url } : { id, name, url };
  if (metadata !== undefined) object.metadata = metadata;
  return object;
}
