import { type CompiledRules, compileRules } from "./compile-rules.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { type Places, Reporter } from "./diagnostics/reporter.ts";
import type { PolicyFacts } from "./lint/policy-facts.ts";
import type { CompileOptions, CompileResult, Host, Policy } from "./policy.ts";
import type { Program } from "./program.ts";
import { forwardsOf, requirementsOf, terminationsOf } from "./requirements.ts";
import type { Resources, X509Checks } from "./resources.ts";
import { start } from "./run.ts";
import { checkShape } from "./schema/check-shape.ts";
import { warnOfEmptyHttpPhases } from "./schema/phases.ts";
import { parseDocument } from "./source/document.ts";
import type { Embedded } from "./source/embedded-document.ts";
import { LineIndex } from "./source/lines.ts";
import { isNull, type Node } from "./source/node.ts";
import type { Sink } from "./source/problems.ts";

/**
 * Compiles a policy document (YAML 1.2 or JSON; language.md). Problems come as diagnostics, nothing is thrown: one for
 * each cause, and all in one call but those behind a syntax error. Ids and secrets that `resources` does not hold are errors.
 */
export function compilePolicy(text: string, options: CompileOptions = {}): CompileResult {
  const { program, diagnostics } = compileProgram(text, options);
  return program === undefined ? { diagnostics } : { policy: policyOf(program), diagnostics };
}

/** Options of `compileNode`. */
export interface CompileNodeOptions extends CompileOptions {
  /** Hears what is wrong, in the order of the nodes' places. */
  readonly sink: Sink;
  /** What the places of the nodes are places of. */
  readonly places: Places;
}

/**
 * As `compilePolicy`, of a policy that was read already, alone or as a part of something larger (`@sluice/policy/source`).
 * `undefined`: something is an error. Of one that is incomplete, which was reported, the rest is checked.
 */
export function compileNode({ node, incomplete }: Embedded, options: CompileNodeOptions): Policy | undefined {
  const reporter = new Reporter(options.places);
  const { program } = plan(node, reporter, options, options.resources ?? {}, { incomplete });
  for (const report of reporter.reports()) options.sink.report(...report);
  return incomplete || reporter.hasErrors ? undefined : policyOf(program);
}

/** As `compilePolicy`, for who runs the policy in a way of its own. */
export function compileProgram(
  text: string,
  options: CompileOptions,
): { readonly program?: Program; readonly diagnostics: readonly Diagnostic[] } {
  const reporter = new Reporter(new LineIndex(text));
  const root = parseDocument(text, reporter);
  // A document that cannot be read whole would give errors that are not there.
  if (reporter.hasErrors) return { diagnostics: reporter.diagnostics() };
  const { program } = plan(root, reporter, options, options.resources ?? {}, {});
  const diagnostics = reporter.diagnostics();
  return reporter.hasErrors ? { diagnostics } : { program, diagnostics };
}

/**
 * Checks a policy that is part of a larger document; positions are the outer file's. `node` absent or null is the empty
 * policy. `resources` undefined: what the policy refers to is not checked. Gives what lints need to know of it.
 */
export function analyseNode(
  node: Node | undefined,
  reporter: Reporter,
  options: CompileOptions,
  resources: Resources | undefined,
  analysis: Analysis,
): PolicyFacts {
  return plan(node, reporter, options, resources, { ...analysis, linting: true }).facts;
}

interface Analysis {
  /** Whether a part of the policy could not be read, and was reported. Default false. */
  readonly incomplete?: boolean;
  /** In place of that of the resources, where those are not known. */
  readonly x509?: X509Checks | undefined;
}

function plan(
  node: Node | undefined,
  reporter: Reporter,
  options: CompileOptions,
  resources: Resources | undefined,
  { incomplete, linting, x509 }: Analysis & { readonly linting?: boolean },
): CompiledRules {
  const root = node === undefined || isNull(node) ? undefined : node;
  const shape = root === undefined ? undefined : checkShape(root, reporter);
  if (root?.kind === "map") warnOfEmptyHttpPhases(root.entries, reporter);
  return compileRules({
    root: shape?.root.kind === "map" ? shape.root : undefined,
    broken: shape?.broken,
    reporter,
    resources,
    protocol: options.protocol,
    upstream: options.upstream ?? true,
    internal: options.internal ?? false,
    incomplete: incomplete ?? false,
    linting: linting ?? false,
    x509,
    explain: options.explain ?? false,
    optimize: options.optimize ?? "auto",
  });
}

/** Asks the wall clock and `Math.random`. */
const NO_HOST: Host = Object.freeze({});

function policyOf(program: Program): Policy {
  return Object.freeze({
    requires: Object.freeze(requirementsOf(program)),
    terminations: Object.freeze(terminationsOf(program)),
    forwards: Object.freeze(forwardsOf(program)),
    ruleNames: Object.freeze(program.rules.map(({ name }) => name)),
    start: (facts, host: Host = NO_HOST) => start(program, facts, host),
  } satisfies Policy);
}
