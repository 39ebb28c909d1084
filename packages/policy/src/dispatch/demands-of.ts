import { childrenOf } from "../cel/children.ts";
import type { Checked } from "../cel/index.ts";
import type { Demand, Demands, Lazy, RangeDemand } from "./demand.ts";
import { demandOf } from "./demand-of.ts";

/** As a rule is run: the expressions in their order. */
export interface CheckedCondition {
  readonly checked: Checked;
  /** Whether evaluating it takes from what the run may use. */
  readonly counted: boolean;
  readonly needsHello: boolean;
  readonly random: boolean;
}

/**
 * All that a rule's expressions demand: where any of these fails, the rule is certainly passed over, and nothing that the
 * world could notice has happened up to there: no draw, no cost that was counted, no hello that was asked for.
 *
 * What fails on the way does not matter: a false wins over it. What is lazy is only demanded where the rule begins with it:
 * else it would be worked out for connections for which the rule itself never comes to it.
 */
export function demandsOf(conditions: readonly CheckedCondition[], helloIsThere: boolean): Demands[] {
  const terms: Checked[] = [];
  let mayDraw = false;
  for (const { checked, counted, needsHello, random } of conditions) {
    if (counted || (needsHello && !helloIsThere)) break;
    terms.push(...(checked.kind === "and" ? checked.terms : [checked]));
    // Behind a draw nothing is silent; what stands before it in the same expression is found by going through its terms.
    mayDraw = random;
    if (random) break;
  }
  return demandsOfAll(terms, { mayDraw, lazy: firstLazy(terms[0]) });
}

/** What is the same for all of a rule. */
interface Rule {
  /** One of its terms, or of what is in them, may be a draw. */
  readonly mayDraw: boolean;
  /** What is certainly worked out once the rule is asked. */
  readonly lazy: Lazy | undefined;
}

/** What the very first test below works out. */
function firstLazy(term: Checked | undefined): Lazy | undefined {
  if (term === undefined) return undefined;
  return term.kind === "and" || term.kind === "or" ? firstLazy(term.terms[0]) : demandOf(term)?.key.lazy;
}

/** Of terms that must all be true. */
function demandsOfAll(terms: readonly Checked[], rule: Rule): Demands[] {
  const found: Demands[] = [];
  const ranges = new Map<string, RangeDemand>();
  for (const term of terms) {
    const demand = offered(demandOf(term), rule);
    if (demand?.kind === "range") {
      const { key, low, high } = demand;
      const known = ranges.get(key.path) ?? demand;
      ranges.set(key.path, { ...known, low: Math.max(known.low, low), high: Math.min(known.high, high) });
    } else if (demand !== undefined) {
      found.push([demand]);
    } else if (term.kind === "and") {
      found.push(...demandsOfAll(term.terms, rule));
    } else if (term.kind === "or") {
      const either = demandsOfAny(term.terms, rule);
      if (either !== undefined) found.push(either);
    }
    if (rule.mayDraw && draws(term)) break;
  }
  for (const range of ranges.values()) found.push([range]);
  return found;
}

function offered(demand: Demand | undefined, { lazy }: Rule): Demand | undefined {
  return demand?.key.lazy === undefined || demand.key.lazy === lazy ? demand : undefined;
}

/** Of terms of which one at least must be true: something of each of them. */
function demandsOfAny(terms: readonly Checked[], rule: Rule): Demands | undefined {
  const all: Demand[] = [];
  for (const term of terms) {
    const [best] = demandsOfAll([term], rule).sort((a, b) => rankOf(a) - rankOf(b));
    if (best === undefined) return undefined;
    all.push(...best);
  }
  return all;
}

const RANKS: Readonly<Record<Demand["kind"], number>> = {
  texts: 0,
  numbers: 0,
  suffix: 1,
  prefix: 1,
  blocks: 2,
  range: 3,
};

/** The higher, the more values usually fulfil it. */
export function rankOf(demands: Demands): number {
  return Math.max(...demands.map(({ kind }) => RANKS[kind]));
}

function draws(checked: Checked): boolean {
  if (checked.kind === "call" && checked.overloads.some(({ requires }) => requires === "randomness")) return true;
  return childrenOf(checked).some(draws);
}
