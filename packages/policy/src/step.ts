import type { NgrokCode, Range } from "./diagnostics/diagnostic.ts";
import type { CertificateFacts, ChainVerdict, ClientHelloFacts, TlsFacts } from "./facts.ts";

/**
 * What a policy asks of the world, or how it ended. A step that is dropped has no effect; `resume` is legal once.
 * Every step carries the `report` of the run so far.
 */
export type Step = TerminalStep | ClientHelloStep | TerminateTlsStep | ForwardInternalStep;

export type TerminalStep = ContinueStep | DenyStep | ErrorStep;

/** The policy ended without a terminating action: go on to the endpoint's own upstream. */
export interface ContinueStep {
  readonly kind: "continue";
  readonly report: RunReport;
}

/** `deny`: close with FIN. `close`: reset with RST. The upstream is never dialled. */
export interface DenyStep {
  readonly kind: "deny" | "close";
  /** Index of the rule, from 0. */
  readonly rule: number;
  /** Index of the action in its rule, from 0. */
  readonly action: number;
  readonly report: RunReport;
}

/** Something failed; the connection must be refused. `rule` is -1 where no rule is to blame. */
export interface ErrorStep {
  readonly kind: "error";
  readonly rule: number;
  readonly error: RunError;
  readonly report: RunReport;
}

/** The policy needs the ClientHello. Emitted at most once a run. */
export interface ClientHelloStep {
  readonly kind: "client-hello";
  readonly report: RunReport;
  resume(result: ClientHelloResult): Step;
}

export type ClientHelloResult =
  | { readonly kind: "hello"; readonly hello: ClientHelloFacts }
  | { readonly kind: "not-tls" | "malformed" | "late" | "too-large" };

/** Do the handshake as the server, with these settings. */
export interface TerminateTlsStep {
  readonly kind: "terminate-tls";
  readonly rule: number;
  readonly action: number;
  readonly tls: TlsTermination;
  readonly report: RunReport;
  resume(result: HandshakeResult): Step;
}

export type HandshakeResult =
  | { readonly ok: true; readonly tls: TlsFacts }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

/** Hand the connection over to the internal endpoint `url`; resumed only if that failed. */
export interface ForwardInternalStep {
  readonly kind: "forward-internal";
  readonly rule: number;
  readonly action: number;
  /** `scheme://host:port`, the port always written. */
  readonly url: string;
  /** There if the URL derives from a secret: it is to go by, and not to be written into a log. */
  readonly urlIsSecret?: true;
  readonly report: RunReport;
  resume(failure: ForwardFailure): Step;
}

export interface ForwardFailure {
  readonly code: string;
  readonly message: string;
  /**
   * Set where `on_error: continue` must not save the connection: a refusal by the internal policy, the hop limit, a cycle, and
   * whatever failed after TLS was terminated behind the forward.
   */
  readonly final?: boolean;
}

export type TlsVersion = "1.2" | "1.3";
export type VerificationStrategy = "require-and-verify" | "require-any" | "request";

/** The settings of one termination, complete but for the host's own certificates. */
export interface TlsTermination {
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** PEM chain; absent = the host's certificate for the server name. Present iff `privateKey` is. */
  readonly certificate?: string;
  /** Not enumerable, so that a step that is written into a log does not show it; a copy has to name it. */
  readonly privateKey?: string;
  /** Present iff a client certificate is asked for. `authorities` are PEM. */
  readonly clientCertificates?: { readonly authorities: readonly string[]; readonly strategy: VerificationStrategy };
  /** Maps strategy and verdict to a decision; does no cryptography. */
  verifyClient(certificate: CertificateFacts | null, chain: ChainVerdict): ClientDecision;
  /** Equal digests may share one TLS server; different ones never may. */
  readonly digest: string;
}

export type ClientDecision = { readonly ok: true } | { readonly ok: false; readonly reason: ClientRefusal };

/** Why a client certificate was refused. */
export type ClientRefusal =
  | "client-certificate-required"
  | "client-certificate-untrusted"
  | "client-certificate-expired"
  | "client-certificate-not-yet-valid"
  | "client-certificate-revoked"
  | "client-certificate-wrong-purpose"
  | "client-certificate-invalid";

/** Why a run ended with outcome `error`. */
export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly ngrok?: NgrokCode;
  /** Index of the failing expression in its rule, from 0. */
  readonly expression?: number;
  /** Index of the failing action in its rule, from 0. */
  readonly action?: number;
  /** Text of the failing expression. */
  readonly source?: string;
}

/** What a run has produced so far, in plain JSON values (int64 beyond 2^53 as strings, bytes as base64). Built when read. */
export interface RunReport {
  readonly logs: readonly { readonly metadata: { readonly [key: string]: JsonValue } }[];
  readonly vars: { readonly [name: string]: JsonValue };
  /** How the last `restrict-ips` decided; `null`: none ran. What `actions` says of it, without building the rest. */
  readonly ipPolicy: "allow" | "deny" | null;
  /** Under the action's variable name, such as `restrict_ips`. */
  readonly actions: { readonly [name: string]: JsonValue };
}

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What a (sub-)expression gave: a value, or why it has none. `«secret»` for what derives from one. */
export type TraceValue =
  | { readonly value: JsonValue; readonly error?: never }
  | { readonly value?: never; readonly error: { readonly code: string; readonly message: string } };

/** A (sub-)expression that was evaluated. */
export type TracePart = TraceValue & {
  readonly source: string;
  /** In the policy's file. */
  readonly range: Range;
  /**
   * With `CompileOptions.explain`, those below it that were evaluated: terms and arms that were come to, operands, variables.
   * Literals are left out, and what is inside of a macro's body.
   */
  readonly parts?: readonly TracePart[];
};

/** Receives the way of a run. Without one, tracing costs nothing. */
export type TraceSink = (entry: TraceEntry) => void;

export type TraceEntry =
  | ({ readonly rule: number; readonly expression: number } & TracePart)
  | { readonly rule: number; readonly action: number; readonly type: string; readonly result: JsonValue };
