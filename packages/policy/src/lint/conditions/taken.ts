import { type Case, type Cases, covers, type Demand } from "./cases.ts";
import type { ValueSet } from "./value-set.ts";

/** What may hold in one rule and not in the next: variables, results, and whether something is there yet. */
const VOLATILE = /\b(?:vars|actions)\.|\bhas\.?\(|\boptional\(|^unknown /;

/** Cases of several subjects that are compared with later ones of the same subject; the oldest are dropped. */
const MAX_CASES = 32;
/** Rules that are named where they are to blame. */
const MAX_TAKERS = 1000;

/** Connections that never reach the rules to come, since a rule before always ended the policy for them. */
export class Taken {
  /** What rules with one demand took, joined. */
  readonly #whole = new Map<string, ValueSet>();
  /** What rules with several demands took, by one subject each: whatever it covers demands something of all of them. */
  readonly #cases = new Map<string, Case[]>();
  /** What each rule took, by the line that it starts at. */
  readonly #takers: { readonly line: number; readonly cases: Cases }[] = [];
  #everything = false;

  /** `line`: of the rule that took them. */
  add(cases: Cases, line: number): void {
    const lasting = cases.filter((each) => ![...each.keys()].some((subject) => VOLATILE.test(subject)));
    for (const each of lasting) this.#add(each);
    if (this.#takers.length < MAX_TAKERS) this.#takers.push({ line, cases: lasting });
  }

  /** The line of a rule that took all of them by itself; `undefined`: several did together. */
  lineOf(cases: Cases): number | undefined {
    return this.#takers.find((taker) => cases.every((wanted) => taker.cases.some((taken) => covers(taken, wanted))))
      ?.line;
  }

  /** Whether no connection is left for which `cases` hold. */
  includes(cases: Cases): boolean {
    return this.#everything || (cases.length > 0 && cases.every((each) => this.#includes(each)));
  }

  #add(taken: Case): void {
    const [first, second] = taken;
    if (first === undefined) {
      this.#everything = true;
      return;
    }
    if (second === undefined && first[1].test === undefined) {
      const [subject, { set }] = first;
      // The first union makes a set that nobody else has.
      const before = this.#whole.get(subject);
      const joined = before === undefined ? set.union(set) : before.absorb(set);
      this.#whole.set(subject, joined);
      if (joined.isAll) this.#everything = true;
      return;
    }
    const subject = subjectOf(first);
    const before = this.#cases.get(subject);
    if (before === undefined) this.#cases.set(subject, [taken]);
    else {
      before.push(taken);
      if (before.length > MAX_CASES) before.shift();
    }
  }

  #includes(wanted: Case): boolean {
    for (const [subject, { set }] of wanted) {
      if (this.#whole.get(subject)?.includes(set) === true) return true;
    }
    const subjects = new Set(Array.from(wanted, subjectOf));
    return Array.from(subjects, (subject) => this.#cases.get(subject) ?? []).some((cases) =>
      cases.some((taken) => covers(taken, wanted)),
    );
  }
}

/** That of a question about a text is the text. */
function subjectOf([subject, { test }]: readonly [string, Demand]): string {
  return test?.subject ?? subject;
}
