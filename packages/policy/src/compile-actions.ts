import type { ActionDefinition, CompiledAction } from "./actions/definition.ts";
import { ACTIONS } from "./actions/index.ts";
import type { CompileInput } from "./compile-rules.ts";
import type { TextCompiler } from "./compile-text.ts";
import type { ActionFacts } from "./lint/policy-facts.ts";
import type { PlannedAction } from "./program.ts";
import { fieldOf, isString, type MapNode } from "./source/node.ts";
import type { Flow } from "./variables/flow.ts";

export interface CompiledItem {
  /** `undefined`: it is wrong, and that has been reported. */
  readonly action: PlannedAction | undefined;
  /** Whether it always ends the policy; known of some actions that are wrong. */
  readonly ends: boolean;
}

/** Compiles the actions of a policy, in order, and tells the flow what each of them does or was meant to do. */
export class ActionCompiler {
  readonly #input: CompileInput;
  readonly #flow: Flow;
  readonly #text: TextCompiler;
  #facts: ActionFacts[] = [];

  constructor(input: CompileInput, flow: Flow, text: TextCompiler) {
    this.#input = input;
    this.#flow = flow;
    this.#text = text;
  }

  /** `rule` and `index` tell where it stands. */
  action(node: MapNode, rule: number, index: number): CompiledItem {
    const broken = this.#input.broken?.action(rule, index) === true;
    const action = broken ? undefined : this.#sound(node);
    if (action !== undefined) return { action, ends: action.terminating === "always" };
    const ends = broken && this.#endsAllTheSame(node, rule, index);
    this.#assume(node);
    return { action: undefined, ends };
  }

  /** What lints need of the actions since the last call. */
  takeFacts(): readonly ActionFacts[] {
    const facts = this.#facts;
    this.#facts = [];
    return facts;
  }

  /** Checks what is sound of an action that is broken. True if it ends the policy whatever the rest of it says. */
  #endsAllTheSame(node: MapNode, rule: number, index: number): boolean {
    const rest = this.#input.broken?.soundParts(rule, index, node);
    const { definition, compiled } = (rest === undefined ? undefined : this.#compile(rest, true)) ?? {};
    const hasSettings = Object.keys(definition?.config.properties ?? {}).length > 0;
    return compiled?.terminating === "always" && !hasSettings && this.#input.broken?.isGuess(rule, index) !== true;
  }

  #sound(node: MapNode): PlannedAction | undefined {
    const { definition, compiled } = this.#compile(node, false) ?? {};
    if (definition === undefined || compiled === undefined) return undefined;
    if (this.#input.linting) this.#facts.push({ node, type: definition.type, compiled });
    compiled.affect?.(this.#flow);
    return planned(definition, compiled);
  }

  #compile(
    node: MapNode,
    incomplete: boolean,
  ): { readonly definition: ActionDefinition; readonly compiled: CompiledAction | undefined } | undefined {
    const type = fieldOf(node, "type");
    const definition = isString(type) ? ACTIONS.find((known) => known.type === type.value) : undefined;
    if (definition === undefined) return undefined;
    const config = fieldOf(node, "config");
    const { reporter, protocol, resources, x509 } = this.#input;
    const compiled = definition.compile({
      node,
      config: config?.kind === "map" ? config : { kind: "map", start: node.start, end: node.end, entries: [] },
      reporter,
      protocol,
      resources,
      x509: resources?.x509 ?? x509,
      flow: this.#flow,
      incomplete,
      linting: this.#input.linting,
      template: (node) => this.#text.template(node),
    });
    return { definition, compiled };
  }

  /** What an action that is wrong (reported) was meant to do: its mistake is not reported again at every use. */
  #assume(node: MapNode): void {
    const type = fieldOf(node, "type");
    if (!isString(type)) return;
    // Of one that is a slip for a known one the shape says what was meant.
    const meant = ACTIONS.find((known) => known.type === type.value);
    if (meant?.results !== undefined) this.#flow.actionRan(meant.results.name);
    meant?.assume?.(this.#flow, fieldOf(node, "config"));
  }
}

function planned({ type, results }: ActionDefinition, action: CompiledAction): PlannedAction {
  const { terminating, requires, execute, assigns, termination } = action;
  return {
    type,
    resultName: results?.name,
    terminating,
    requires,
    needsHello: requires.has("client-hello"),
    execute,
    assigns,
    termination,
    forwardsTo: action.forwardsTo,
  };
}
