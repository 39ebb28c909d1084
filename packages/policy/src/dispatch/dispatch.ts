import type { RunState } from "../run-state.ts";
import type { RuleIndex } from "./rule-index.ts";

/**
 * Which rules of a policy may match a connection. All others certainly find a false among their expressions, and nothing
 * else happens up to it.
 */
export class Dispatch {
  readonly indexes: readonly RuleIndex[];
  /** For each place the first rule from there on that no index knows: such a rule is always asked. */
  readonly #always: Int32Array;

  constructor(indexes: readonly RuleIndex[], always: Int32Array) {
    this.indexes = indexes;
    this.#always = always;
  }

  /** The first rule from `from` on that may match; the number of rules if none does. */
  next(from: number, cursor: Cursor, state: RunState): number {
    const { indexes } = this;
    const none = this.#always.length - 1;
    let next = this.#always[from] as number;
    for (let i = 0; i < indexes.length; i++) {
      const index = indexes[i] as RuleIndex;
      let candidate = cursor.candidates[i] as number;
      if (candidate < from) {
        // Before it matters, what the index goes by is not even read.
        if (candidate === UNASKED) {
          if (index.first >= next) continue;
          cursor.nodes[i] = index.find(state);
        }
        candidate = index.next(cursor.nodes[i] as number, from, none);
        cursor.candidates[i] = candidate;
      }
      if (candidate < next) next = candidate;
    }
    return next;
  }
}

const UNASKED = -1;

/** Where a run stands in the indexes of a dispatch. */
export class Cursor {
  readonly dispatch: Dispatch;
  readonly nodes: Int32Array;
  /** Of each index the next rule that may match. */
  readonly candidates: Int32Array;

  constructor(dispatch: Dispatch) {
    const { indexes } = dispatch;
    this.dispatch = dispatch;
    this.nodes = new Int32Array(indexes.length);
    this.candidates = new Int32Array(indexes.length).fill(UNASKED);
  }

  /** For the next run. */
  reset(): void {
    this.candidates.fill(UNASKED);
  }
}

/** How to find the rules of a policy: what SNI and JA4 tell can be gone by only once the ClientHello is there. */
export interface Dispatches {
  readonly beforeHello: Dispatch | undefined;
  readonly afterHello: Dispatch | undefined;
}
