import { type CheckTarget, checkPolicy } from "./check-policy.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { Reporter } from "./diagnostics/reporter.ts";
import { lintPrivateKeys } from "./lint/private-keys.ts";
import type { Resources } from "./resources.ts";
import { parseDocument } from "./source/document.ts";
import { type FoundPolicy, findPolicies } from "./source/embedded.ts";
import { LineIndex } from "./source/lines.ts";

export interface CheckOptions {
  /** For policies whose endpoint is not in the document; without it only what fails on both is an error. */
  readonly protocol?: "tcp" | "tls" | undefined;
  /** Without them ids, secrets and IP intelligence are `not-checked`. */
  readonly resources?: Resources | undefined;
  /** The time that certificates are held against. Default: now. */
  readonly now?: Date | undefined;
}

export interface CheckResult {
  /** How many policies the document holds. */
  readonly policies: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks the policies of a document: a bare policy, an agent configuration, or a Kubernetes manifest of ngrok's kinds
 * (language.md, section 1). Positions are the document's.
 */
export function checkPolicies(text: string, options: CheckOptions = {}): CheckResult {
  const reporter = new Reporter(new LineIndex(text));
  const root = parseDocument(text, reporter);
  if (reporter.hasErrors) return { policies: 0, diagnostics: reporter.diagnostics() };
  const found = findPolicies(root);
  for (const policy of found) checkOne(policy, reporter, options);
  if (found.length > 0) lintPrivateKeys(text, reporter);
  return { policies: found.length, diagnostics: reporter.diagnostics() };
}

function checkOne({ node, scheme, internal }: FoundPolicy, reporter: Reporter, options: CheckOptions): void {
  const ours = scheme === "tcp" || scheme === "tls" ? scheme : "http";
  const protocol = scheme === undefined ? options.protocol : ours;
  const target: CheckTarget = { protocol, upstream: true, internal, ipv6: undefined, terminatedBehind: false };
  checkPolicy({ node, incomplete: false }, target, reporter, {
    resources: options.resources,
    now: options.now ?? new Date(),
  });
}
