import { type Case, type Cases, covers, type Demand } from "./cases.ts";
import type { ValueSet } from "./value-set.ts";

/** What may hold in one rule and not in the next: variables, results, and whether something is there yet. */
const VOLATILE = /\b(?:vars|actions)\.|\bhas\.?\(|\boptional\(|^unknown /;

/** Cases of several subjects that are compared with later ones of the same subject; the oldest are dropped. */
const MAX_CASES = 32;

/** Connections that never reach the rules to come, since a rule before always ended the policy for them. */
export class Taken {
  /** What rules with one demand took, joined. */
  readonly #whole = new Map<string, ValueSet>();
  /** What rules with several demands took, by one subject each: whatever it covers demands something of all of them. */
  readonly #cases = new Map<string, Case[]>();
  #everything = false;

  add(cases: Cases): void {
    for (const each of cases) {
      if (![...each.keys()].some((subject) => VOLATILE.test(subject))) this.#add(each);
    }
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
