import type { Requirement } from "./cel/environment.ts";
import type { PolicyForward, PolicyRequirements } from "./policy.ts";
import type { Program } from "./program.ts";
import type { TlsTermination } from "./step.ts";

/** What the host must be able to give a run of this policy. */
export function requirementsOf({ rules }: Program): PolicyRequirements {
  const needs = (requirement: Requirement): boolean =>
    rules.some(
      ({ expressions, actions }) =>
        expressions.some(({ expression }) => expression.requires.has(requirement)) ||
        actions.some(({ requires }) => requires.has(requirement)),
    );
  // Whatever stands behind the first expression or action may not be reached.
  const first = rules[0]?.expressions[0] ?? rules[0]?.actions[0];
  return {
    clientHello: first?.needsHello ? "always" : needs("client-hello") ? "maybe" : "never",
    ipIntelligence: needs("ip-intelligence"),
    randomness: needs("randomness"),
  };
}

/** Every forward to a URL that does not depend on the connection, in the order of the document. */
export function forwardsOf({ rules }: Program): PolicyForward[] {
  return rules.flatMap(({ expressions, actions }, rule) =>
    actions.flatMap(({ forwardsTo }, action) => {
      if (forwardsTo === undefined) return [];
      const { url, at } = forwardsTo;
      return [{ url, conditional: expressions.length > 0, rule, action, at: { start: at.start, end: at.end } }];
    }),
  );
}

/** Every termination that a run may ask for, in the order of the document. */
export function terminationsOf({ rules }: Program): TlsTermination[] {
  return rules.flatMap(({ actions }) => actions.flatMap(({ termination }) => termination ?? []));
}
