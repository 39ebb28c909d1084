import type { CompiledAction, ForwardTarget } from "./actions/definition.ts";
import type { Declaration } from "./cel/environment.ts";
import type { CompiledExpression, Explanation } from "./cel/index.ts";
import type { Range } from "./diagnostics/diagnostic.ts";
import type { Dispatches } from "./dispatch/dispatch.ts";
import type { RunState } from "./run-state.ts";
import type { SpareState } from "./spare-state.ts";
import type { ResultFrame } from "./variables/results.ts";

/** A policy ready to run. Immutable; one for all connections. */
export interface Program {
  readonly rules: readonly CompiledRule[];
  /** How a run finds the rules that may match. Without it, as with somebody looking on, it asks one after the other. */
  readonly dispatches?: Dispatches | undefined;
  /** Whether the endpoint has an upstream to go on to. */
  readonly upstream: boolean;
  /** Whether any expression reads `time.now`. */
  readonly readsClock: boolean;
  /** Variables that `set-vars` defines. */
  readonly variables: readonly { readonly name: string; readonly slot: number; readonly secret: boolean }[];
  /** Declarations under `actions.ngrok`, for the report. */
  readonly results: readonly Declaration<ResultFrame>[];
  /** Paths among them whose values derive from a secret. */
  readonly secretResults: ReadonlySet<string>;
  /** All of it that changes. */
  readonly spare: SpareState;
}

export interface CompiledRule {
  readonly name: string | undefined;
  readonly expressions: readonly CompiledCondition[];
  readonly actions: readonly PlannedAction[];
}

/** A compiled action, with what a trace needs to name it. */
export interface PlannedAction
  extends Pick<CompiledAction, "terminating" | "requires" | "execute" | "assigns" | "termination"> {
  readonly type: string;
  /** The ClientHello must be there before `execute`. */
  readonly needsHello: boolean;
  /** Where it forwards to, where that is known. */
  readonly forwardsTo: ForwardTarget | undefined;
  /** Its name under `actions.ngrok`, if it has results. */
  readonly resultName: string | undefined;
}

export interface CompiledCondition {
  readonly expression: CompiledExpression<RunState>;
  readonly needsHello: boolean;
  /** In the policy's file: for traces. */
  readonly range: Range;
  /** There if the policy was compiled to explain itself. */
  readonly explained?: ExplainedCondition;
}

export interface ExplainedCondition {
  readonly explanation: Explanation<RunState>;
  /** Where in the policy's file a stretch of the expression stands. */
  readonly locate: (start: number, end: number) => Range;
}
