import type { RunReport } from "@sluice/policy";
import type { Disagreement, NotEvaluated } from "../shadow/run-shadow.ts";

/** What is told of a connection once it is closed (language.md, section 8). Never holds a key, a secret or payload. */
export interface ConnectionEvent {
  readonly event_id: string;
  readonly event_type: "tcp_connection_closed.v0";
  /** RFC 3339, UTC, as all times here. */
  readonly event_timestamp: string;
  readonly object: {
    readonly conn: ConnectionObject;
    readonly counters: CountersObject;
    /** `null` where the connection was refused before it had one. */
    readonly endpoint: EndpointObject | null;
    readonly ip_policy: { readonly decision: "allow" | "deny" | null };
    readonly traffic_policy: TrafficPolicyObject;
    /** What the endpoint's shadow policy would have done; absent where it has none, or no policy was come to. */
    readonly shadow_policy?: ShadowPolicyObject;
    /** The same of the internal endpoints that the connection was forwarded to, in their order; absent where none has one. */
    readonly internal_shadow_policies?: readonly InternalShadowPolicyObject[];
    /** `null` where none was dialled. */
    readonly upstream: UpstreamObject | null;
  };
}

export interface ConnectionObject {
  /** Payload bytes relayed from the client, after decryption. */
  readonly bytes_in: number;
  /** Payload bytes relayed to the client. */
  readonly bytes_out: number;
  readonly client_ip: string;
  readonly client_port: number;
  /** Who connected, where a PROXY header has told that it was for another: `client_ip` and `server_ip` are then those told. */
  readonly peer_ip?: string;
  readonly peer_port?: number;
  readonly server_ip: string;
  readonly server_port: number;
  /** The SNI as the client has sent it; `""` if none was seen. */
  readonly server_name: string;
  readonly start_ts: string;
  readonly end_ts: string;
  /** `""` if no ClientHello was seen. */
  readonly ja4_fingerprint: string;
  /** What cut the connection short once it was relayed. */
  readonly error?: EventError;
  /** The alert that a handshake has failed with; absent where there was none, or none that is known. */
  readonly tls_alert?: TlsAlertObject;
}

export interface TlsAlertObject {
  /** As RFC 8446 writes it, such as `unrecognized_name`. */
  readonly name: string;
  /** Who has sent it. */
  readonly from: "proxy" | "client";
}

/** Milliseconds since the accept, to the microsecond. */
export interface TimingObject {
  readonly start_ms: number;
  readonly end_ms: number;
}

/** How far the connection came towards each limit (language.md, section 7); `null` where it never came to that. */
export interface CountersObject {
  /** From the accept to the end of the ClientHello; limit 3,000. */
  readonly client_hello_ms: number | null;
  /** Record headers included; of one that was refused, what had come of it. Limit 65,536 for the message. */
  readonly client_hello_bytes: number | null;
  /** From the ClientHello to the end of the handshake; limit 60,000. */
  readonly handshake_ms: number | null;
  /** DER of the certificates that the client has shown; limit 102,400. */
  readonly client_certificate_bytes: number | null;
  /** Without a byte from or to the client when the connection ended; limit 300,000. */
  readonly client_idle_ms: number | null;
  readonly upstream_idle_ms: number | null;
  /** How many `forward-internal` followed one another; limit 8. */
  readonly forward_hops: number;
}

export interface EndpointObject {
  readonly id: string;
  readonly name?: string;
  readonly url: string;
  readonly metadata?: string;
}

export interface TrafficPolicyObject {
  readonly outcome: "continue" | "deny" | "close" | "error" | "forward";
  /** Index of the rule that decided, from 0; `null` where none did. */
  readonly rule: number | null;
  readonly action: number | null;
  readonly error: EventError | null;
  readonly logs: RunReport["logs"];
  /** Where it was forwarded to. */
  readonly url?: string;
  /** The internal endpoint whose policy refused; absent where it was the accepting endpoint's own. */
  readonly endpoint?: string;
  /** From the first step of a policy to the last; absent where none has run. */
  readonly timing?: PolicyTimingObject;
}

export interface PolicyTimingObject extends TimingObject {
  /** Milliseconds of it that policies have computed; the rest they have waited, for a hello, a handshake or a forward. */
  readonly work_ms: number;
}

/** How one policy has decided by itself; `forward`: whatever the policy behind the forward has made of it. */
export interface DecisionObject extends Pick<TrafficPolicyObject, "outcome" | "rule" | "action" | "error"> {
  readonly url?: string;
}

/** What is beside an enforced decision and changes nothing. Its logs are told nowhere. */
export interface ShadowPolicyObject extends Omit<DecisionObject, "outcome"> {
  readonly outcome: DecisionObject["outcome"] | "not-evaluated";
  /** Whether both come to the same outcome, and to the same target; which rule says so may differ. `null`: it was not evaluated. */
  readonly agrees: boolean | null;
  /** Why it was not evaluated, or why it disagrees with what looks the same. */
  readonly reason?: NotEvaluated | Disagreement;
  /** What the enforced policy of the same endpoint has decided by itself. */
  readonly enforced: DecisionObject;
}

export interface InternalShadowPolicyObject extends ShadowPolicyObject {
  /** The internal endpoint's URL. */
  readonly endpoint: string;
}

/** The last upstream that was dialled. */
export interface UpstreamObject extends DialledObject {
  /**
   * Those dialled before it, which could not be reached: other members of its pool, and that of a `forward-internal` which
   * the policy went on from. Absent where there were none.
   */
  readonly failed_before?: readonly DialledObject[];
}

export interface DialledObject {
  /** As the configuration has it. */
  readonly url: string;
  /** The internal endpoint it belongs to; absent where it is the accepting endpoint's own. */
  readonly endpoint?: string;
  /** `host:port` that was connected to; absent where none was. */
  readonly address?: string;
  /** From the dial until it could be written to, TLS included, or was given up. */
  readonly timing: TimingObject;
  readonly error?: EventError;
}

export interface EventError {
  readonly code: string;
  readonly message: string;
  /** ngrok's code for the same, such as `ERR_NGROK_2253`. */
  readonly ngrok?: string;
}

/** Receives the event of every accepted connection, exactly one each. Must not throw. */
export interface EventSink {
  write(event: ConnectionEvent): void;
}
