import type { Declaration, Frame } from "../cel/environment.ts";
import { isFault, toJson } from "../cel/index.ts";
import { SECRET } from "../outcome.ts";
import type { Report } from "../report.ts";
import type { RunState } from "../run-state.ts";
import type { JsonValue } from "../step.ts";
import type { Tree } from "./declare.ts";

/** All that results are read from: they outlive the run, whose state may be another's by then. */
export interface ResultFrame extends Frame {
  /** None until an action has told something. */
  readonly told: Report | undefined;
}

/** What stands under `actions.ngrok.NAME` after an action ran. */
export interface ActionResults {
  /** Such as `restrict_ips`. */
  readonly name: string;
  readonly fields: Tree<ResultFrame>;
}

/** Where an action keeps the result of its last run. */
export interface ResultSlot<T> {
  readonly name: string;
  get(frame: ResultFrame): T | undefined;
  /** As `get`, once the run may be over. */
  of(report: Report): T | undefined;
  set(state: RunState, result: T): void;
}

export function resultSlot<T>(name: string): ResultSlot<T> {
  return {
    name,
    get: ({ told }) => told?.result(name) as T | undefined,
    of: (report) => report.result(name) as T | undefined,
    set: (state, result) => state.telling().setResult(name, result),
  };
}

/** An action's error, as every result variable shows it; `""` where there is nothing to say. */
export interface ResultError {
  readonly code: string;
  readonly message: string;
}

export const NO_ERROR: ResultError = { code: "", message: "" };

/** The results of all actions that ran, as plain JSON. `secrets`: paths whose values are not shown. */
export function describeResults(
  report: Report,
  results: readonly Declaration<ResultFrame>[],
  secrets: ReadonlySet<string>,
): { readonly [name: string]: JsonValue } {
  const frame: ResultFrame = { told: report, locals: [], random: Math.random };
  const described: [string, JsonValue][] = [];
  for (const declaration of results) {
    const name = declaration.path.slice(declaration.path.lastIndexOf(".") + 1);
    if (report.result(name) !== undefined) described.push([name, describe(declaration, frame, secrets) ?? {}]);
  }
  return Object.fromEntries(described);
}

function describe(
  declaration: Declaration<ResultFrame>,
  frame: ResultFrame,
  secrets: ReadonlySet<string>,
): JsonValue | undefined {
  if (declaration.read !== undefined) {
    const value = declaration.read(frame);
    if (value === undefined || isFault(value)) return undefined;
    return secrets.has(declaration.path) ? SECRET : toJson(value);
  }
  const fields: [string, JsonValue][] = [];
  for (const name of declaration.fields?.names() ?? []) {
    const field = declaration.fields?.get(name);
    const value = field === undefined ? undefined : describe(field, frame, secrets);
    if (value !== undefined) fields.push([name, value]);
  }
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}
