import { ACTIONS } from "./actions/index.ts";
import { provenPaths } from "./cel/index.ts";
import { ActionCompiler } from "./compile-actions.ts";
import { type CompiledText, TextCompiler, type TextNotes } from "./compile-text.ts";
import type { Reporter } from "./diagnostics/reporter.ts";
import type { CheckedCondition } from "./dispatch/demands-of.ts";
import { DispatchBuilder } from "./dispatch/dispatch-builder.ts";
import type { PolicyFacts, RuleFacts } from "./lint/policy-facts.ts";
import type { CompiledRule, PlannedAction, Program } from "./program.ts";
import type { Resources, X509Checks } from "./resources.ts";
import type { BrokenParts } from "./schema/check-shape.ts";
import { share } from "./sharing/share.ts";
import { entryOf, fieldOf, isString, type ListNode, type MapNode, type Node, type Span } from "./source/node.ts";
import { SpareState } from "./spare-state.ts";
import { declaration, namesOf } from "./variables/declare.ts";
import { Flow } from "./variables/flow.ts";
import { scopeOf } from "./variables/scope.ts";

/** A document whose shape has been checked, and what it is compiled for. */
export interface CompileInput {
  /** `undefined`: the empty policy. */
  readonly root: MapNode | undefined;
  readonly broken: BrokenParts | undefined;
  readonly reporter: Reporter;
  readonly resources: Resources | undefined;
  readonly protocol: "tcp" | "tls" | undefined;
  readonly upstream: boolean;
  readonly internal: boolean;
  /** Whether a part of the document could not be read: then nothing may be said of what it lacks. */
  readonly incomplete: boolean;
  /** Whether what lints need is kept. */
  readonly linting: boolean;
  /** In place of that of the resources, where those are not known. */
  readonly x509: X509Checks | undefined;
  /** Whether what it takes to show sub-values is kept. */
  readonly explain: boolean;
  readonly optimize: "auto" | "always" | "never";
}

export interface CompiledRules {
  readonly program: Program;
  /** For lints; without rules unless `linting` was asked for. */
  readonly facts: PolicyFacts;
}

const RESULTS = ACTIONS.flatMap(({ results }) =>
  results === undefined ? [] : [declaration(`actions.ngrok.${results.name}`, results.fields)],
);
const RESULT_NAMES = namesOf(RESULTS);
const BEGINNING: Span = { start: 0, end: 0 };

/** Compiles the rules of `on_tcp_connect`, in order, following what each can rely on. */
export function compileRules(input: CompileInput): CompiledRules {
  const phase = input.root === undefined ? undefined : entryOf(input.root, "on_tcp_connect");
  const list = phase?.value.kind === "list" ? phase.value : undefined;
  const compiler = new RuleCompiler(input);
  const rules: CompiledRule[] = [];
  for (const [index, rule] of (list?.items ?? []).entries()) {
    if (list?.gaps?.includes(index)) compiler.flow.ruleLeftOut();
    if (rule.kind === "map") rules.push(compiler.rule(rule, index));
  }
  compiler.finish(rules, list);
  const program = {
    rules: compiler.shared(rules),
    dispatches: compiler.dispatch?.build(),
    upstream: input.upstream,
    readsClock: compiler.readsClock,
    variables: compiler.flow.definedVariables(),
    results: RESULTS,
    secretResults: compiler.flow.secretResults,
    spare: new SpareState(),
  };
  return { program, facts: compiler.facts() };
}

class RuleCompiler {
  readonly flow: Flow;
  readonly #input: CompileInput;
  readonly #text: TextCompiler;
  readonly #compiler: ActionCompiler;
  /** The policy always ends before the place that is being compiled. */
  #ended = false;
  #reportedUnreachable = false;
  #warnedOfDelay = false;
  /** Something did not compile: what it would have done is not known. */
  #incomplete: boolean;
  // For lints.
  /** The conditions of a policy that is to run. */
  readonly #texts: CompiledText[] = [];
  /** Of a policy that is to run. */
  readonly dispatch: DispatchBuilder | undefined;
  readonly #notes: TextNotes = { conditions: [], reads: new Set(), brokenTexts: [] };
  readonly #ruleFacts: RuleFacts[] = [];

  constructor(input: CompileInput) {
    this.#input = input;
    this.#incomplete = input.incomplete;
    // What is only looked at by lints is never run.
    const optimizes = !input.linting && input.optimize !== "never";
    this.dispatch = optimizes ? new DispatchBuilder(input.optimize === "always") : undefined;
    this.flow = new Flow({ internal: input.internal });
    const scope = scopeOf(this.flow, input.resources, RESULT_NAMES);
    const notes = input.linting ? this.#notes : undefined;
    this.#text = new TextCompiler(scope, input.reporter, { notes, explain: input.explain });
    this.#compiler = new ActionCompiler(input, this.flow, this.#text);
  }

  rule(node: MapNode, index: number): CompiledRule {
    this.#checkReachable(node);
    this.flow.enterRule();
    const written = fieldOf(node, "expressions");
    const count = itemsOf(written).length;
    const compiled = this.#expressions(written);
    const expressions = compiled.map(({ condition }) => condition);
    this.dispatch?.rule(compiled.map(checkedOf));
    if (this.dispatch !== undefined) this.#texts.push(...compiled);
    const conditions = this.#notes.conditions.splice(0);
    const { actions, ends } = this.#actions(fieldOf(node, "actions"), index);
    // As written: one that does not compile is a condition all the same.
    const conditional = count > 0;
    this.flow.leaveRule({ conditional, ends });
    if (ends && !conditional && this.#input.broken?.ruleItself(index) !== true) this.#ended = true;
    if (this.#input.linting) {
      const broken = this.#broken(index) || expressions.length < count;
      const facts = this.#compiler.takeFacts();
      this.#ruleFacts.push({ node, conditions, conditional, broken, ends, actions: facts });
    }
    const name = fieldOf(node, "name");
    return { name: isString(name) ? name.value : undefined, expressions, actions };
  }

  facts(): PolicyFacts {
    const { reads, brokenTexts } = this.#notes;
    return { rules: this.#ruleFacts, incomplete: this.#incomplete, reads, brokenTexts };
  }

  get readsClock(): boolean {
    return this.#text.readsClock;
  }

  /** The rules, with what several conditions compute computed once. */
  shared(rules: readonly CompiledRule[]): readonly CompiledRule[] {
    const shared = share(this.#texts);
    if (shared.size === 0) return rules;
    const conditions = new Map(Array.from(shared, ([{ condition }, evaluate]) => [condition, evaluate]));
    return rules.map((rule) => ({
      ...rule,
      expressions: rule.expressions.map((condition) => {
        const evaluate = conditions.get(condition);
        return evaluate === undefined ? condition : { ...condition, expression: { ...condition.expression, evaluate } };
      }),
    }));
  }

  /** What only the whole list of rules can tell. */
  finish(rules: readonly CompiledRule[], list: ListNode | undefined): void {
    if (this.#input.upstream || this.#ended || this.#incomplete || this.#input.broken?.any === true) return;
    const at = list ?? this.#input.root ?? BEGINNING;
    if (rules.some(({ actions }) => actions.some(({ terminating }) => terminating !== "never"))) {
      this.#report(
        "maybe-not-handled",
        at,
        "every terminating action stands under a condition, and the endpoint has no upstream",
        {
          hint: "end with a rule without expressions: `actions: [{type: deny}]`",
        },
      );
      return;
    }
    this.#report("not-handled", at, "no action ends this policy, and the endpoint has no upstream to go on to", {
      hint: "end with `forward-internal`, `deny` or `close-connection`",
    });
  }

  #broken(rule: number): boolean {
    return this.#input.broken?.rule(rule) === true;
  }

  #report(
    code: Parameters<Reporter["report"]>[0],
    at: { start: number; end: number },
    message: string,
    options?: { hint?: string },
  ): void {
    this.#input.reporter.report(code, at.start, at.end, message, options);
  }

  #checkReachable(node: MapNode): void {
    if (!this.#ended || this.#reportedUnreachable) return;
    this.#reportedUnreachable = true;
    this.#report(
      "unreachable-rule",
      node,
      "this rule can never run: a rule without expressions before it always ends the policy",
      {
        hint: "move it up, or give the rule before it an expression",
      },
    );
  }

  #expressions(node: Node | undefined): CompiledText[] {
    const compiled: CompiledText[] = [];
    const items = itemsOf(node).filter(isString);
    // As in `&&`, order does not matter: where one asks, a false of it wins over what another lacks.
    this.flow.prove(provenPaths(items.map(({ value }) => value)));
    for (const item of items) {
      const text = this.#text.condition(item);
      if (text === undefined) continue;
      if (text.condition.needsHello) this.#warnOfDelay(item);
      compiled.push(text);
    }
    return compiled;
  }

  #actions(node: Node | undefined, rule: number): { actions: PlannedAction[]; ends: boolean } {
    const actions: PlannedAction[] = [];
    let ends = false;
    let reported = false;
    for (const [index, item] of (node?.kind === "list" ? node.items : []).entries()) {
      if (item.kind !== "map") continue;
      if (ends && !reported) {
        reported = true;
        this.#report(
          "unreachable-action",
          item,
          "this action can never run: the one before it always ends the policy",
          {
            hint: "move it up, or remove it",
          },
        );
      }
      const compiled = this.#compiler.action(item, rule, index);
      ends ||= compiled.ends;
      if (compiled.action === undefined) {
        this.#incomplete = true;
        continue;
      }
      actions.push(compiled.action);
      if (compiled.action.needsHello) this.#warnOfDelay(item);
    }
    return { actions, ends };
  }

  /** On tcp:// the hello is awaited, and a client that waits for the server to speak first sends none. */
  #warnOfDelay(at: Node): void {
    if (this.#input.protocol !== "tcp" || this.#warnedOfDelay) return;
    this.#warnedOfDelay = true;
    this.#report(
      "server-first-delay",
      at,
      "this waits for a ClientHello, so protocols in which the server speaks first are refused after 3 s",
      {
        hint: "use a tls:// endpoint if every client speaks TLS",
      },
    );
  }
}

function checkedOf({ condition, checked, counted }: CompiledText): CheckedCondition {
  const random = condition.expression.requires.has("randomness");
  return { checked, counted, needsHello: condition.needsHello, random };
}

/** Of what was to be a list, and is one value (reported), that. */
function itemsOf(node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  return node.kind === "list" ? node.items : [node];
}
