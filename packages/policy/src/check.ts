import { FileCheck, type SourceFile } from "./check-file.ts";
import { type CheckTarget, type CheckWorld, checkPolicy } from "./check-policy.ts";
import type { CheckedFile } from "./diagnostics/checked-file.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { applyLevels, type LintLevels } from "./lint/levels.ts";
import { lintPrivateKeys } from "./lint/private-keys.ts";
import type { Resources, X509Checks } from "./resources.ts";
import type { FoundEndpoint } from "./source/found.ts";

export interface CheckOptions {
  /** For policies whose endpoint is not known; without it only what fails on both is an error. */
  readonly protocol?: "tcp" | "tls" | undefined;
  /** Without them ids, secrets and IP intelligence are `not-checked`. */
  readonly resources?: Resources | undefined;
  /** Cryptography, for the checks that need it, where the resources bring none; without it they are `not-checked`. */
  readonly x509?: X509Checks | undefined;
  /** The time that certificates are held against. Default: now. */
  readonly now?: Date | undefined;
  /** How much each lint counts, where that is not its own severity. */
  readonly levels?: LintLevels | undefined;
  /** Told of each file as it is done. */
  readonly onFile?: ((path: string) => void) | undefined;
}

export interface CheckResult {
  /** How many policies the document holds. */
  readonly policies: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks the policies of a text: a bare policy, an agent configuration or Kubernetes manifests of ngrok's kinds, one document
 * or several (language.md, section 1). Positions are the text's.
 */
export function checkPolicies(text: string, options: CheckOptions = {}): CheckResult {
  const [file] = checkFiles([{ path: "", text }], options);
  return { policies: file?.policies ?? 0, diagnostics: file?.diagnostics ?? [] };
}

/** Checks the policies of files that belong together: an endpoint of one may use a policy of another, or forward to its endpoints. */
export function checkFiles(sources: readonly SourceFile[], options: CheckOptions = {}): readonly CheckedFile[] {
  const world = { resources: options.resources, x509: options.x509, now: options.now ?? new Date() };
  const files = sources.map((source) => new FileCheck(source));
  for (const file of files) {
    checkFile(file, options, world);
    options.onFile?.(file.path);
  }
  return files.map((file) => ({
    path: file.path,
    text: file.text,
    policies: file.count,
    diagnostics: applyLevels(file.diagnostics(), options.levels ?? {}),
  }));
}

function checkFile(file: FileCheck, options: CheckOptions, world: CheckWorld): void {
  for (const policy of file.policies) checkPolicy(policy, unknownTarget(options), file.reporter, world);
  for (const endpoint of file.endpoints) {
    if (endpoint.policy?.kind !== "inline") continue;
    checkPolicy(endpoint.policy, targetOf(endpoint, options), file.reporter, world);
  }
  if (file.count > 0) lintPrivateKeys(file.text, file.reporter);
}

function unknownTarget({ protocol }: CheckOptions): CheckTarget {
  return { protocol, upstream: true, internal: false, ipv6: undefined, terminatedBehind: false };
}

function targetOf(endpoint: FoundEndpoint, { protocol }: CheckOptions): CheckTarget {
  const { scheme, internal, upstream, incomplete, ipv6, agentTermination } = endpoint;
  const known = scheme === "tcp" || scheme === "tls" ? scheme : "http";
  return {
    protocol: scheme === undefined ? protocol : known,
    upstream: upstream || incomplete,
    internal,
    ipv6,
    terminatedBehind: agentTermination !== undefined,
  };
}
