import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { CompileOptions } from "../policy.ts";
import type { Resources, X509Checks } from "../resources.ts";
import type { Answer } from "./answer.ts";
import type { Situation } from "./situation.ts";
import type { ExpectedDiagnostic } from "./vector.ts";

/** How the policy of a vector is compiled: for its endpoint, with its resources and the host's cryptography. */
export function compileOptionsOf(
  { protocol, upstream, facts }: Situation,
  resources: Omit<Resources, "x509"> | undefined,
  x509: X509Checks | undefined,
): CompileOptions {
  return {
    protocol,
    upstream,
    internal: facts.endpoint.host.endsWith(".internal"),
    resources: { ...resources, ...(x509 === undefined ? {} : { x509 }) },
  };
}

/** What an answer says of the document. */
export function answerOfDiagnostics(diagnostics: readonly Diagnostic[]): Answer {
  return { codes: true, diagnostics: diagnostics.map(diagnosticOf) };
}

function diagnosticOf({ code, severity, message, range, ngrok }: Diagnostic): ExpectedDiagnostic {
  const { line, column } = range.start;
  return { code, severity, message, line, column, ...(ngrok === undefined ? {} : { ngrok }) };
}
