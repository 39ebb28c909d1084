import type { CompiledAction } from "../actions/definition.ts";
import type { Checked, CompiledExpression } from "../cel/index.ts";
import type { RunState } from "../run-state.ts";
import type { MapNode, StringNode } from "../source/node.ts";

/** What compiling a policy tells of it, for lints. */
export interface PolicyFacts {
  readonly rules: readonly RuleFacts[];
  /** Whether something of the policy did not compile: then nothing may be said of what it lacks. */
  readonly incomplete: boolean;
  /** Paths that expressions and templates read, such as `vars.tenant`. */
  readonly reads: ReadonlySet<string>;
  /** Expressions and templates that did not compile. */
  readonly brokenTexts: readonly string[];
}

export interface RuleFacts {
  readonly node: MapNode;
  /** Those that compiled. */
  readonly conditions: readonly ConditionFacts[];
  /** Whether expressions are written; one that does not compile is one all the same. */
  readonly conditional: boolean;
  /** Whether a condition, or an action, did not compile. */
  readonly broken: boolean;
  /** Whether its actions always end the policy. */
  readonly ends: boolean;
  readonly actions: readonly ActionFacts[];
}

export interface ConditionFacts {
  readonly node: StringNode;
  readonly expression: CompiledExpression<RunState>;
  readonly checked: Checked;
}

export interface ActionFacts {
  readonly node: MapNode;
  readonly type: string;
  readonly compiled: CompiledAction;
}
