import { type Case, type Cases, covers, type Demand } from "./cases.ts";
import type { ValueSet } from "./value-set.ts";

/** What may hold in one rule and not in the next: variables, results, and whether something is there yet. */
const VOLATILE = /\b(?:vars|actions)\.|\bhas\.?\(|\boptional\(|^unknown /;

/** Cases of several subjects that are compared with later ones of the same subject; the oldest are dropped. */
const MAX_CASES = 64;

/** Connections that never reach the rules to come, since a rule before always ended the policy for them. */
export class Taken {
  /** What rules with one demand took, joined. */
  readonly #whole = new Map<string, ValueSet>();
  /** What rules with several demands took, by each of its subjects. */
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
    for (const subject of subjectsOf(taken)) {
      const before = this.#cases.get(subject) ?? [];
      this.#cases.set(subject, [...before.slice(1 - MAX_CASES), taken]);
    }
  }

  #includes(wanted: Case): boolean {
    for (const [subject, { set }] of wanted) {
      if (this.#whole.get(subject)?.includes(set) === true) return true;
    }
    for (const subject of subjectsOf(wanted)) {
      if (this.#cases.get(subject)?.some((taken) => covers(taken, wanted)) === true) return true;
    }
    return false;
  }
}

/** Its subjects, those of questions about texts under the text's own. */
function subjectsOf(demands: ReadonlyMap<string, Demand>): ReadonlySet<string> {
  return new Set(Array.from(demands, ([subject, { test }]) => test?.subject ?? subject));
}
