import type { Fault, Value } from "../cel/index.ts";
import { MAX_COST } from "../cel/limits.ts";
import type { Evaluate } from "../cel/plan-node.ts";
import type { RunState } from "../run-state.ts";

/** What a run has computed of the sub-expressions that several conditions share, and what it cost. Faults, too. */
export class SharedValues {
  readonly #values: (Value | Fault | undefined)[] = [];
  readonly #costs: number[] = [];
  #isEmpty = true;

  get(place: number): Value | Fault | undefined {
    return this.#values[place];
  }

  /** Of what `get` gives. */
  costOf(place: number): number {
    return this.#costs[place] as number;
  }

  set(place: number, value: Value | Fault, cost: number): void {
    this.#values[place] = value;
    this.#costs[place] = cost;
    this.#isEmpty = false;
  }

  /** The world has moved on, or the run is over. */
  forget(): void {
    if (this.#isEmpty) return;
    this.#values.fill(undefined);
    this.#isEmpty = true;
  }
}

/**
 * `evaluate`, once a run, and paid for each time. Its frame is always a run's state. What a run can pay costs the same whenever
 * it is evaluated; what it cannot is evaluated after all, and ends where it would have ended unshared.
 */
export function oncePerRun(place: number, evaluate: Evaluate): Evaluate {
  return (frame) => {
    const state = frame as RunState;
    const { shared, cost } = state;
    const known = shared.get(place);
    if (known !== undefined) {
      const paid = cost + shared.costOf(place);
      if (paid <= MAX_COST) {
        state.cost = paid;
        return known;
      }
    }
    const value = evaluate(frame);
    shared.set(place, value, state.cost - cost);
    return value;
  };
}
