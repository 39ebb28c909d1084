import { addressDecision } from "./actions/restrict-ips.ts";
import { toJson } from "./cel/index.ts";
import { SECRET } from "./outcome.ts";
import type { RunState } from "./run-state.ts";
import type { JsonValue, RunReport } from "./step.ts";
import { describeResults } from "./variables/results.ts";

/** A run as steps show it. The state stays private: a host that writes a step into a log must not write secrets. */
export class Report implements RunReport {
  readonly #state: RunState;

  constructor(state: RunState) {
    this.#state = state;
  }

  get logs(): RunReport["logs"] {
    return this.#state.logged.map((metadata) => ({ metadata }));
  }

  get vars(): RunReport["vars"] {
    const vars: [string, JsonValue][] = [];
    for (const { name, slot, secret } of this.#state.program.variables) {
      const value = this.#state.slots[slot];
      if (value !== undefined) vars.push([name, secret ? SECRET : toJson(value)]);
    }
    return Object.fromEntries(vars);
  }

  get ipPolicy(): RunReport["ipPolicy"] {
    return addressDecision(this.#state);
  }

  get actions(): RunReport["actions"] {
    return describeResults(this.#state);
  }
}
