import type { Requirement } from "../cel/environment.ts";
import type { CompiledExpression } from "../cel/index.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import type { LintContext } from "../lint/context.ts";
import type { Outcome } from "../outcome.ts";
import type { Resources, X509Checks } from "../resources.ts";
import type { RunState } from "../run-state.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import type { MapNode, Node, StringNode } from "../source/node.ts";
import type { TlsTermination } from "../step.ts";
import type { Flow } from "../variables/flow.ts";
import type { ActionResults } from "../variables/results.ts";
import type { KnownBlocks } from "./address-lists.ts";

/** Everything that is to be known of an action. One file exports one of these; `actions/index.ts` lists them. */
export interface ActionDefinition {
  /** As written in a policy. */
  readonly type: string;
  /** Shape of its `config`. */
  readonly config: JsonSchema;
  /** What stands under `actions.ngrok.NAME` after it ran; absent: nothing. */
  readonly results?: ActionResults;
  /**
   * Checks what the schema cannot and plans the action. Problems are reported; an action that has one may return
   * `undefined`. The configuration has passed the schema.
   */
  compile(context: ActionContext): CompiledAction | undefined;
  /** Tells the flow what an action that is itself wrong was meant to do, beside its results; `config` of any shape. */
  assume?(flow: Flow, config: Node | undefined): void;
}

export interface CompiledAction {
  /** `always`: nothing after it runs; `maybe`: it may end the run (`forward-internal` with `on_error: continue`). */
  readonly terminating: "never" | "maybe" | "always";
  /** What the host must have got before `execute`. */
  readonly requires: ReadonlySet<Requirement>;
  /** Tells the flow what later expressions may rely on. */
  affect?(flow: Flow): void;
  /** `undefined`: go on with the next action. Never throws. */
  execute(state: RunState): Outcome | undefined;
  /** How it terminates TLS. */
  readonly termination?: TlsTermination | undefined;
  /** Names of the variables that it sets. */
  readonly assigns?: readonly string[] | undefined;
  /** Finds what is well-formed and cannot be meant; there only if the context asks for `linting`. */
  lint?(context: LintContext): void;
  /** Where it forwards to, where that is known. */
  readonly forwardsTo?: ForwardTarget;
  /** The client addresses that it lets go on, where all of that is known; there only if the context asks for `linting`. */
  readonly admits?: { readonly allowed: KnownBlocks; readonly denied: KnownBlocks };
}

export interface ForwardTarget {
  /** As `parseEndpointUrl` writes it. */
  readonly url: string;
  readonly at: Node;
}

/** Requires nothing of the host. */
export const NOTHING: ReadonlySet<Requirement> = new Set();

/** What an action is compiled with. */
export interface ActionContext {
  /** The action's own map. */
  readonly node: MapNode;
  /** Its `config`; an empty map if it has none. */
  readonly config: MapNode;
  readonly reporter: Reporter;
  readonly protocol: "tcp" | "tls" | undefined;
  /** `undefined`: not known, as in a stand-alone check. */
  readonly resources: Resources | undefined;
  /** `undefined`: what needs cryptography is not checked. */
  readonly x509: X509Checks | undefined;
  readonly flow: Flow;
  /** Whether parts of it are left out, since they have the wrong shape (reported): nothing may be said of what it lacks. */
  readonly incomplete: boolean;
  /** Whether the action is looked at by lints, and not only to be run. */
  readonly linting: boolean;
  /** Compiles `${…}` in a string; `undefined` if it does not compile (reported). */
  template(node: StringNode): CompiledExpression<RunState> | undefined;
}
