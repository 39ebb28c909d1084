import type { ChainVerdict } from "../facts.ts";
import type { IpPolicyRule, Resources } from "../resources.ts";
import type { JsonValue, TlsVersion } from "../step.ts";

/** One test vector, as its file has it: `test-vectors/schema.json` describes every member. */
export interface Vector {
  /** `topic/case`. */
  readonly id: string;
  readonly description?: string;
  readonly spec?: string;
  readonly tags?: readonly string[];
  /** The policy's text. The loader puts a `policy_file`'s contents here. */
  readonly policy: string;
  /** Default `run`. */
  readonly mode?: Mode;
  /** Default `tcp`; of mode `check`: not known. */
  readonly protocol?: Protocol;
  readonly endpoint?: VectorEndpoint;
  readonly resources?: VectorResources;
  readonly connection?: VectorConnection;
  readonly effects?: readonly Effect[];
  readonly expect: Expectation;
}

/** What an engine is given: a vector without the answer. */
export type Question = Omit<Vector, "expect">;

/** What surrounds a policy: who connects to which endpoint, and what the world answers. */
export type Surroundings = Pick<Vector, "protocol" | "endpoint" | "resources" | "connection" | "effects">;

/** `check`: the policy's text is a file as `check` reads one, with policies anywhere in it; nothing is run. */
export type Mode = "run" | "check";

export type Protocol = "tcp" | "tls";

export interface VectorEndpoint {
  readonly url?: string;
  /** Default `ep_test`. */
  readonly id?: string;
  /** Default true. */
  readonly upstream?: boolean;
}

/** A vector is data: it brings no cryptography of its own. */
export interface VectorResources extends Omit<Resources, "x509" | "ip_policies"> {
  readonly ip_policies?: { readonly [id: string]: readonly IpPolicyRule[] };
}

export interface VectorConnection {
  readonly client_ip?: string;
  readonly client_port?: number;
  readonly server_ip?: string;
  readonly server_port?: number;
  readonly server_region?: string;
  readonly start?: string;
  readonly now?: string;
  readonly random?: readonly number[];
  /** Absent: not TLS. */
  readonly tls?: VectorHello;
  readonly ip_intelligence?: { readonly client?: VectorIntelligence; readonly server?: VectorIntelligence };
}

export type VectorHello =
  | { readonly sni?: string; readonly ja4_fingerprint?: string; readonly hello?: never }
  | { readonly hello: BadHello };

export type BadHello = "malformed" | "late" | "too-large";

export interface VectorIntelligence {
  readonly categories?: readonly string[];
  readonly is_on_blocklist?: boolean;
  readonly is_tor_node?: boolean;
  readonly as?: { readonly number?: number; readonly organization?: string };
  readonly location?: VectorLocation;
  readonly registered_location?: VectorLocation;
}

export interface VectorLocation {
  readonly city?: string;
  readonly continent?: string;
  readonly country?: string;
  readonly country_code?: string;
  readonly is_eu?: boolean;
  readonly latitude?: string;
  readonly longitude?: string;
  readonly metro_code?: string;
  readonly postal_code?: string;
  readonly radius?: string;
  readonly subdivision?: string;
  readonly timezone?: string;
}

export type Effect = { readonly "terminate-tls": HandshakeEffect } | { readonly "forward-internal": ForwardEffect };

export interface Failure {
  readonly code: string;
  readonly message: string;
}

export interface HandshakeEffect {
  readonly version?: TlsVersion;
  readonly cipher_suite?: string;
  readonly negotiated_alpn?: string;
  readonly client_certificate?: string;
  readonly chain?: ChainVerdict;
  readonly server_certificate?: string;
  readonly error?: Failure;
}

export interface ForwardEffect {
  readonly error?: Failure;
}

export type Outcome = "continue" | "deny" | "close" | "error" | "forward";
export type StepKind = "client-hello" | "terminate-tls" | "forward-internal";

/** What must come of it; what is left out is not checked. */
export interface Expectation {
  readonly outcome?: Outcome;
  readonly rule?: number;
  readonly action?: number;
  /** Of a forward. */
  readonly url?: string;
  /** The effects asked for, in order. */
  readonly steps?: readonly StepKind[];
  readonly logs?: readonly { readonly metadata: { readonly [key: string]: JsonValue } }[];
  readonly vars?: { readonly [name: string]: JsonValue };
  readonly actions?: { readonly [name: string]: JsonValue };
  readonly error?: ExpectedError;
  readonly diagnostics?: readonly ExpectedDiagnostic[];
}

export interface ExpectedError {
  readonly code?: string;
  readonly ngrok?: string;
  readonly message?: string;
}

export interface ExpectedDiagnostic {
  readonly code?: string;
  /** Default `error`. */
  readonly severity?: "error" | "warning" | "info";
  readonly line?: number;
  readonly column?: number;
  readonly ngrok?: string;
  readonly message?: string;
}
