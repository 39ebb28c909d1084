import type { Declaration } from "../cel/environment.ts";
import { isFault, toJson } from "../cel/index.ts";
import { SECRET } from "../outcome.ts";
import type { RunState } from "../run-state.ts";
import type { JsonValue } from "../step.ts";
import type { Tree } from "./declare.ts";

/** What stands under `actions.ngrok.NAME` after an action ran. */
export interface ActionResults {
  /** Such as `restrict_ips`. */
  readonly name: string;
  readonly fields: Tree;
}

/** Where an action keeps the result of its last run. */
export interface ResultSlot<T> {
  readonly name: string;
  get(state: RunState): T | undefined;
  set(state: RunState, result: T): void;
}

export function resultSlot<T>(name: string): ResultSlot<T> {
  return {
    name,
    get: (state) => state.told?.result(name) as T | undefined,
    set: (state, result) => state.telling().setResult(name, result),
  };
}

/** An action's error, as every result variable shows it; `""` where there is nothing to say. */
export interface ResultError {
  readonly code: string;
  readonly message: string;
}

export const NO_ERROR: ResultError = { code: "", message: "" };

/** The results of all actions that ran, as plain JSON. */
export function describeResults(state: RunState): { readonly [name: string]: JsonValue } {
  const described: [string, JsonValue][] = [];
  for (const declaration of state.program.results) {
    const name = declaration.path.slice(declaration.path.lastIndexOf(".") + 1);
    if (state.told?.result(name) !== undefined) described.push([name, describe(declaration, state) ?? {}]);
  }
  return Object.fromEntries(described);
}

function describe(declaration: Declaration<RunState>, state: RunState): JsonValue | undefined {
  if (declaration.read !== undefined) {
    const value = declaration.read(state);
    if (value === undefined || isFault(value)) return undefined;
    return state.program.secretResults.has(declaration.path) ? SECRET : toJson(value);
  }
  const fields: [string, JsonValue][] = [];
  for (const name of declaration.fields?.names() ?? []) {
    const field = declaration.fields?.get(name);
    const value = field === undefined ? undefined : describe(field, state);
    if (value !== undefined) fields.push([name, value]);
  }
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}
