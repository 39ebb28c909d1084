import { compileRules } from "./compile-rules.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { Reporter } from "./diagnostics/reporter.ts";
import type { CompileOptions, CompileResult, Host, Policy } from "./policy.ts";
import type { Program } from "./program.ts";
import { requirementsOf } from "./requirements.ts";
import type { Resources } from "./resources.ts";
import { start } from "./run.ts";
import { checkShape } from "./schema/check-shape.ts";
import { warnOfEmptyHttpPhases } from "./schema/phases.ts";
import { parseDocument } from "./source/document.ts";
import { LineIndex } from "./source/lines.ts";
import { isNull, type Node } from "./source/node.ts";

/**
 * Compiles a policy document (YAML 1.2 or JSON; language.md). Problems come as diagnostics, nothing is thrown: one for
 * each cause, and all in one call but those behind a syntax error or inside of what has the wrong shape. Ids and secrets
 * that `resources` does not hold are errors.
 */
export function compilePolicy(text: string, options: CompileOptions = {}): CompileResult {
  const reporter = new Reporter(new LineIndex(text));
  const root = parseDocument(text, reporter);
  // A document that cannot be read whole would give errors that are not there.
  if (reporter.hasErrors) return { diagnostics: reporter.diagnostics() };
  return compileNode(root, reporter, options, options.resources ?? {});
}

/**
 * Compiles a policy that is part of a larger document; positions are the outer file's. `node` absent or null is the empty
 * policy. `resources` undefined: what the policy refers to is not checked.
 */
export function compileNode(
  node: Node | undefined,
  reporter: Reporter,
  options: CompileOptions,
  resources: Resources | undefined,
): CompileResult {
  const program = plan(node, reporter, options, resources);
  const diagnostics: readonly Diagnostic[] = reporter.diagnostics();
  if (reporter.hasErrors) return { diagnostics };
  return { policy: policyOf(program), diagnostics };
}

function plan(
  node: Node | undefined,
  reporter: Reporter,
  options: CompileOptions,
  resources: Resources | undefined,
): Program {
  const root = node === undefined || isNull(node) ? undefined : node;
  const broken = root === undefined ? undefined : checkShape(root, reporter);
  if (root?.kind === "map") warnOfEmptyHttpPhases(root.entries, reporter);
  return compileRules({
    root: root?.kind === "map" ? root : undefined,
    broken,
    reporter,
    resources,
    protocol: options.protocol,
    upstream: options.upstream ?? true,
    internal: options.internal ?? false,
  });
}

function policyOf(program: Program): Policy {
  return Object.freeze({
    requires: Object.freeze(requirementsOf(program)),
    start: (facts, host: Host = {}) => start(program, facts, host),
  } satisfies Policy);
}
