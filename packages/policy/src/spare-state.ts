import type { ConnectionFacts } from "./facts.ts";
import type { Host } from "./policy.ts";
import type { Program } from "./program.ts";
import { RunState } from "./run-state.ts";
import type { RunWatcher } from "./run-watcher.ts";

/**
 * The state of a run that has ended, for the next one: nearly all end within `start`, and what they need is not made again
 * for each connection. A run that begins inside of another, from what a host is asked there, finds none and makes its own.
 */
export class SpareState {
  #state: RunState | undefined = undefined;

  take(program: Program, facts: ConnectionFacts, host: Host, watcher: RunWatcher | undefined): RunState {
    const state = this.#state ?? new RunState(program);
    this.#state = undefined;
    state.begin(facts, host, watcher);
    return state;
  }

  /** Nothing may refer to `state` any more. It forgets its connection. */
  giveBack(state: RunState): void {
    state.end();
    this.#state = state;
  }
}
