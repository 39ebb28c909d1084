import { implies, type TextTest } from "./text-test.ts";
import { Texts } from "./texts.ts";
import type { ValueSet } from "./value-set.ts";

/** What is demanded of one subject. */
export interface Demand {
  readonly set: ValueSet;
  /** Set where the subject is the answer to a question about a text: `conn.tls.sni.endsWith('.org')`. */
  readonly test?: TextTest;
}

/** Demands that must all hold, by subject. Never contradictory: what is, is no case. */
export type Case = ReadonlyMap<string, Demand>;

/** A condition holds in these cases, and in no other. None: it can never hold. */
export type Cases = readonly Case[];

export const ALWAYS: Cases = [new Map()];
export const NEVER: Cases = [];

/** More cases than that are not looked into: analysis may say too little, and must stay fast. */
const MAX_CASES = 64;

/** `undefined`: too many. */
export function anyOf(parts: readonly Cases[]): Cases | undefined {
  const single = new Map<string, Demand>();
  const several: Case[] = [];
  for (const each of parts.flat()) {
    const [first, second] = each;
    if (first === undefined) return ALWAYS;
    if (second !== undefined) several.push(each);
    else {
      const [subject, demand] = first;
      const before = single.get(subject);
      const set = before === undefined ? demand.set : before.set.union(demand.set);
      if (set.isAll) return ALWAYS;
      single.set(subject, { ...demand, set });
    }
  }
  const cases = [...Array.from(single, (entry) => new Map([entry])), ...several];
  return cases.length > MAX_CASES ? undefined : cases;
}

/** `undefined`: too many. */
export function allOf(parts: readonly Cases[], contradiction?: (subject: string) => void): Cases | undefined {
  let cases: Cases = ALWAYS;
  for (const part of parts) {
    const joined: Case[] = [];
    for (const before of cases) {
      for (const next of part) {
        const both = join(before, next, contradiction);
        if (both !== undefined) joined.push(both);
        if (joined.length > MAX_CASES) return undefined;
      }
    }
    cases = joined;
  }
  return cases;
}

/** `undefined`: the two contradict each other. */
function join(a: Case, b: Case, contradiction: ((subject: string) => void) | undefined): Case | undefined {
  const both = new Map(a);
  for (const [subject, demand] of b) {
    const before = both.get(subject);
    const set = before === undefined ? demand.set : before.set.intersect(demand.set);
    if (set.isEmpty) {
      contradiction?.(subject);
      return undefined;
    }
    both.set(subject, { ...demand, set });
  }
  return withTests(both, contradiction);
}

/** Asks the questions about texts where the texts are known, or where one answer gives another. */
function withTests(joined: Map<string, Demand>, contradiction: ((subject: string) => void) | undefined) {
  const questions = [...joined.values()].filter(({ test }) => test !== undefined);
  for (const { test, set } of questions) {
    if (test === undefined) continue;
    const known = joined.get(test.subject);
    const wanted = set.includes(test.holds);
    if (known?.set instanceof Texts && known.set.kind === "only") {
      const { bounds, texts } = known.set;
      const left = [...texts].filter((text) => test.ask(text) === wanted);
      if (left.length === 0) {
        contradiction?.(test.subject);
        return undefined;
      }
      joined.set(test.subject, { set: new Texts(bounds, "only", left) });
    }
    if (!wanted) continue;
    for (const other of questions) {
      if (other.test === undefined || other.test === test || other.test.subject !== test.subject) continue;
      const answer = implies(test, other.test);
      if (answer !== undefined && answer !== other.set.includes(other.test.holds)) {
        contradiction?.(test.subject);
        return undefined;
      }
    }
  }
  return joined;
}

/** Whether every connection of `inner` is one of `outer`. */
export function covers(outer: Case, inner: Case): boolean {
  for (const [subject, { set, test }] of outer) {
    const given = inner.get(subject);
    if (given !== undefined && set.includes(given.set)) continue;
    if (test === undefined || !isAnswered(test, set.includes(test.holds), inner)) return false;
  }
  return true;
}

/** Whether what `inner` demands of the text itself already answers the question as wanted. */
function isAnswered(test: TextTest, wanted: boolean, inner: Case): boolean {
  const known = inner.get(test.subject)?.set;
  if (known instanceof Texts && known.kind === "only") {
    return [...known.texts].every((text) => test.ask(text) === wanted);
  }
  return [...inner.values()].some(
    (other) =>
      other.test?.subject === test.subject &&
      other.set.includes(other.test.holds) &&
      implies(other.test, test) === wanted,
  );
}
