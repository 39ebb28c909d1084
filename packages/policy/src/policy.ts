import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import type { ConnectionFacts } from "./facts.ts";
import type { Resources } from "./resources.ts";
import type { Span } from "./source/node.ts";
import type { Step, TlsTermination, TraceSink } from "./step.ts";

/** Options of `compilePolicy`. */
export interface CompileOptions {
  /** Protocol of the endpoint; without one, only what fails on both is an error. */
  readonly protocol?: "tcp" | "tls" | undefined;
  /** Whether the endpoint has an upstream of its own; a policy for one without must end in a terminating action. Default true. */
  readonly upstream?: boolean | undefined;
  /**
   * Whether it is an internal endpoint, reached by `forward-internal` alone: TLS may then have been terminated before its
   * policy runs, and `facts.tls` says so. Default false.
   */
  readonly internal?: boolean | undefined;
  /**
   * Keeps what it takes to show sub-values: a trace entry of an expression then has `parts`. A run without a trace takes
   * as long as without it; the policy needs about twice the memory. Default false.
   */
  readonly explain?: boolean | undefined;
  /**
   * Whether rules are found by what they compare, and what several of them compute is computed once (`docs/expressions.md`).
   * No run goes differently for it. `auto` does it where it pays, `always` for every policy, `never` asks rule by rule; both
   * are for tests and measurements. Default `auto`.
   */
  readonly optimize?: "auto" | "always" | "never" | undefined;
  /** Named in diagnostics' renderings; never read. */
  readonly filename?: string | undefined;
  /** Default: none, so that whatever the policy refers to is an error. */
  readonly resources?: Resources | undefined;
}

export interface CompileResult {
  /** There iff no diagnostic is an error. */
  readonly policy?: Policy;
  /** In the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a policy may ask of its host. */
export interface PolicyRequirements {
  /** `always`: every run needs the ClientHello; `maybe`: some do. */
  readonly clientHello: "never" | "maybe" | "always";
  readonly ipIntelligence: boolean;
  readonly randomness: boolean;
}

/** A `forward-internal` whose target is known without a connection. */
export interface PolicyForward {
  /** `scheme://host:port`. */
  readonly url: string;
  /** Whether its rule has expressions: a connection that gets as far as to a rule without is forwarded. */
  readonly conditional: boolean;
  /** Index of its rule in `on_tcp_connect`, as in steps. */
  readonly rule: number;
  /** Index of its action in that rule. */
  readonly action: number;
  /** Where the URL is written, in UTF-16 offsets of the document. Of policies that are shared: in one of them. */
  readonly at: Span;
}

/** A compiled policy: immutable, shared by all connections, never touches a socket. */
export interface Policy {
  readonly requires: PolicyRequirements;
  /** Every TLS configuration that a run may ask for: a host can make them ready, and refuse what it cannot serve, before it listens. */
  readonly terminations: readonly TlsTermination[];
  /** In the order of the document. A URL that derives from a secret is not told. */
  readonly forwards: readonly PolicyForward[];
  /** What its rules are called, in their order: events and steps tell a rule by its index. */
  readonly ruleNames: readonly (string | undefined)[];
  /** Runs until the policy needs the world or has decided. Never throws on what a connection can bring. */
  start(facts: ConnectionFacts, host?: Host): Step;
}

/** What a run takes from its host. */
export interface Host {
  /** Read once, as `time.now`, and only for a policy that asks for it; default: the wall clock. */
  readonly now?: Date | undefined;
  /** A draw in [0, 1); anything else fails the expression that drew. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  readonly trace?: TraceSink | undefined;
}
