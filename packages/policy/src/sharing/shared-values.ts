import type { Fault, Value } from "../cel/index.ts";
import type { Evaluate } from "../cel/plan-node.ts";
import type { RunState } from "../run-state.ts";

/** What a run has computed of the sub-expressions that several conditions share. Faults, too. */
export class SharedValues {
  readonly #values: (Value | Fault | undefined)[] = [];
  #isEmpty = true;

  get(place: number): Value | Fault | undefined {
    return this.#values[place];
  }

  set(place: number, value: Value | Fault): void {
    this.#values[place] = value;
    this.#isEmpty = false;
  }

  /** The world has moved on, or the run is over. */
  forget(): void {
    if (this.#isEmpty) return;
    this.#values.fill(undefined);
    this.#isEmpty = true;
  }
}

/** `evaluate`, once a run. Its frame is always a run's state. */
export function oncePerRun(place: number, evaluate: Evaluate): Evaluate {
  return (frame) => {
    const { shared } = frame as RunState;
    const known = shared.get(place);
    if (known !== undefined) return known;
    const value = evaluate(frame);
    shared.set(place, value);
    return value;
  };
}
