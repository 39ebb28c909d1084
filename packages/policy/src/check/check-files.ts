import type { CheckedFile } from "../diagnostics/checked-file.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { checkEndpoints } from "../endpoints/check.ts";
import { checkForwards, type ForwardingPolicy } from "../endpoints/forwards.ts";
import { normalizePath } from "../endpoints/paths.ts";
import { reportUnresolved } from "../endpoints/unresolved.ts";
import { PolicyUses } from "../endpoints/uses.ts";
import type { LintLevels } from "../lint/levels.ts";
import { lintPrivateKeys } from "../lint/private-keys.ts";
import type { Resources, X509Checks } from "../resources.ts";
import { checkPoliciesOf } from "./check-uses.ts";
import { FileCheck, type SourceFile } from "./file-check.ts";
import type { HostFindings } from "./host-findings.ts";

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
  /** Reads a file that a `traffic_policy_file` names and that is not among the files; `undefined` if it cannot be read. */
  readonly readFile?: ((path: string) => string | undefined) | undefined;
  /** What the host of the configurations has found. Default: nothing. */
  readonly host?: HostFindings | undefined;
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

/**
 * Checks the policies of files that belong together: an endpoint of one may have its policy in another, and forward to the
 * endpoints of a third. Files that `readFile` has read come behind the given ones.
 */
export function checkFiles(sources: readonly SourceFile[], options: CheckOptions = {}): readonly CheckedFile[] {
  const given = sources.map((source) => new FileCheck(source, options.host?.limitsOf(source.path)));
  const files = withNamedFiles(given, options);
  const uses = new PolicyUses(files);
  const checked: ForwardingPolicy[] = [];
  // First: of what is told twice the host's is kept.
  for (const file of files) for (const report of options.host?.reportsOf(file.path) ?? []) file.sink.report(...report);
  for (const file of files) {
    checked.push(...checkPoliciesOf(file, uses, options));
    if (file.count > 0) lintPrivateKeys(file.text, file.sink);
    options.onFile?.(file.path);
  }
  checkEndpoints(files);
  reportUnresolved(files);
  checkForwards(files, checked);
  return files.map((file) => ({
    path: file.path,
    text: file.text,
    policies: file.count,
    diagnostics: file.diagnostics(options.levels ?? {}, options.host),
  }));
}

/** With the files that configurations name: what is named as a policy is one. */
function withNamedFiles(given: readonly FileCheck[], { readFile }: CheckOptions): readonly FileCheck[] {
  const wanted = new Set(new PolicyUses(given).paths);
  const files = given.map((file) => {
    const isNamed = wanted.delete(normalizePath(file.path));
    return isNamed && file.count === 0 ? new FileCheck({ path: file.path, text: file.text }) : file;
  });
  for (const path of wanted) {
    const text = readFile?.(path);
    if (text !== undefined) files.push(new FileCheck({ path, text }));
  }
  return files;
}
