import type { Fault, Value } from "../cel/index.ts";
import type { Evaluate } from "../cel/plan-node.ts";
import type { RunState } from "../run-state.ts";

/** What a run has computed of the sub-expressions that several conditions share. Faults, too. */
export class SharedValues {
  readonly values: (Value | Fault)[] = [];
  /** Of each value when it was computed. */
  readonly #times: number[] = [];
  #now = 1;

  /** Whether the value in this place is of now. */
  has(place: number): boolean {
    return this.#times[place] === this.#now;
  }

  set(place: number, value: Value | Fault): void {
    this.values[place] = value;
    this.#times[place] = this.#now;
  }

  /** The world has moved on, or another run begins: whatever was computed is forgotten. */
  forget(): void {
    this.#now++;
  }
}

/** `evaluate`, once a run. Its frame is always a run's state. */
export function oncePerRun(place: number, evaluate: Evaluate): Evaluate {
  return (frame) => {
    const { shared } = frame as RunState;
    if (shared.has(place)) return shared.values[place] as Value | Fault;
    const value = evaluate(frame);
    shared.set(place, value);
    return value;
  };
}
