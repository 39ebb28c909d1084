import { lintAddressFamilies } from "./address-families.ts";
import { lintConditions } from "./conditions/index.ts";
import type { LintContext } from "./context.ts";
import { lintPassthroughNames } from "./passthrough-names.ts";
import type { PolicyFacts } from "./policy-facts.ts";
import { lintVariables } from "./unused-variables.ts";

/** Finds what is well-formed and yet cannot be meant. Nothing here keeps a policy from compiling. */
export function lintPolicy(policy: PolicyFacts, context: LintContext): void {
  lintConditions(policy, context);
  lintAddressFamilies(policy, context);
  // What was lost may have terminated TLS, or read what nothing else reads.
  if (!policy.incomplete) {
    lintPassthroughNames(policy, context);
    lintVariables(policy, context);
  }
  for (const { actions } of policy.rules) {
    for (const { compiled } of actions) compiled.lint?.(context);
  }
}
