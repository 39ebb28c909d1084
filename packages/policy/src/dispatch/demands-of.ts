import { childrenOf } from "../cel/children.ts";
import type { Checked } from "../cel/index.ts";
import type { Demand, Demands, RangeDemand } from "./demand.ts";
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
 * What fails on the way does not matter: a false wins over it.
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
  return demandsOfAll(terms, mayDraw);
}

/** Of terms that must all be true. `mayDraw`: one of them, or of what is in them, may be a draw. */
function demandsOfAll(terms: readonly Checked[], mayDraw: boolean): Demands[] {
  const found: Demands[] = [];
  const ranges = new Map<string, RangeDemand>();
  for (const term of terms) {
    const demand = demandOf(term);
    if (demand?.kind === "range") {
      const { key, low, high } = demand;
      const known = ranges.get(key.path) ?? demand;
      ranges.set(key.path, { ...known, low: Math.max(known.low, low), high: Math.min(known.high, high) });
    } else if (demand !== undefined) {
      found.push([demand]);
    } else if (term.kind === "and") {
      found.push(...demandsOfAll(term.terms, mayDraw));
    } else if (term.kind === "or") {
      const either = demandsOfAny(term.terms, mayDraw);
      if (either !== undefined) found.push(either);
    }
    if (mayDraw && draws(term)) break;
  }
  for (const range of ranges.values()) found.push([range]);
  return found;
}

/** Of terms of which one at least must be true: something of each of them. */
function demandsOfAny(terms: readonly Checked[], mayDraw: boolean): Demands | undefined {
  const all: Demand[] = [];
  for (const term of terms) {
    const [best] = demandsOfAll([term], mayDraw).sort((a, b) => rankOf(a) - rankOf(b));
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
