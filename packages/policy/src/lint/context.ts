import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Reporter, ReportOptions } from "../diagnostics/reporter.ts";
import type { X509Checks } from "../resources.ts";

/** What a lint reports to, and what it may know of the world around the policy. */
export interface LintContext {
  readonly reporter: Reporter;
  /** The time that certificates are held against. */
  readonly now: Date;
  readonly x509: X509Checks | undefined;
  /** Whether clients may come over IPv6; `undefined`: not known. */
  readonly ipv6: boolean | undefined;
  /** Whether it is an internal endpoint, reached by `forward-internal` alone. */
  readonly internal: boolean;
  /** Whether the proxy itself terminates TLS, out of the policy's sight: `agent_tls_termination`. */
  readonly terminatedBehind: boolean;
}

/** Something that stands in the file. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export function warn(
  { reporter }: LintContext,
  code: DiagnosticCode,
  at: Place,
  message: string,
  options?: ReportOptions,
): void {
  reporter.report(code, at.start, at.end, message, options);
}
