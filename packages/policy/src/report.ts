import { addressDecision } from "./actions/restrict-ips.ts";
import { toJson, type Value } from "./cel/index.ts";
import { SECRET } from "./outcome.ts";
import type { Program } from "./program.ts";
import type { JsonValue, RunReport } from "./step.ts";
import { describeResults } from "./variables/results.ts";

const NO_LOGS: RunReport["logs"] = Object.freeze([]);

/** What can be told of a program's runs. */
type Told = Pick<Program, "variables" | "results" | "secretResults">;

/**
 * What the actions of a run have set, and as steps show it. It is private: a host that writes a step into a log must not
 * write secrets. It knows nothing of the run and its connection, which may be gone when it is read.
 */
export class Report implements RunReport {
  readonly #program: Told;
  // None of these until something is set.
  #variables: (Value | undefined)[] | undefined = undefined;
  #logged: { readonly [key: string]: JsonValue }[] | undefined = undefined;
  #resultName: string | undefined = undefined;
  #result: unknown = undefined;
  #otherResults: Map<string, unknown> | undefined = undefined;

  constructor(program: Told) {
    this.#program = program;
  }

  get logs(): RunReport["logs"] {
    return this.#logged?.map((metadata) => ({ metadata })) ?? NO_LOGS;
  }

  get vars(): RunReport["vars"] {
    const vars: [string, JsonValue][] = [];
    for (const { name, slot, secret } of this.#program.variables) {
      const value = this.#variables?.[slot];
      if (value !== undefined) vars.push([name, secret ? SECRET : toJson(value)]);
    }
    return Object.fromEntries(vars);
  }

  get ipPolicy(): RunReport["ipPolicy"] {
    return addressDecision(this);
  }

  get actions(): RunReport["actions"] {
    return describeResults(this, this.#program.results, this.#program.secretResults);
  }

  variable(slot: number): Value | undefined {
    return this.#variables?.[slot];
  }

  setVariable(slot: number, value: Value): void {
    this.#variables ??= [];
    this.#variables[slot] = value;
  }

  log(metadata: { readonly [key: string]: JsonValue }): void {
    this.#logged ??= [];
    this.#logged.push(metadata);
  }

  /** How the last run of an action went. */
  result(name: string): unknown {
    return name === this.#resultName ? this.#result : this.#otherResults?.get(name);
  }

  /** The first has a place of its own: most runs have one at the most. */
  setResult(name: string, result: unknown): void {
    this.#resultName ??= name;
    if (this.#resultName === name) {
      this.#result = result;
      return;
    }
    this.#otherResults ??= new Map();
    this.#otherResults.set(name, result);
  }
}

/** That of every run whose actions have set nothing. */
export const NOTHING_TOLD: Report = new Report({ variables: [], results: [], secretResults: new Set() });
