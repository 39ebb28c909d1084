import type { ClientHelloFacts, JsonValue } from "@sluice/policy";
import type { Effect, ForwardEffect, HandshakeEffect, Question, Situation, StepKind } from "@sluice/policy/vectors";
import type { Answer } from "../engine.ts";
import { evaluate } from "./evaluate.ts";
import { modelFunctions } from "./functions/index.ts";
import type { Functions } from "./functions/library.ts";
import { jsonOf, Names } from "./functions/names.ts";
import { toJson } from "./functions/texts.ts";
import type { Value, ValueMap } from "./functions/values.ts";
import { parse } from "./syntax/parse.ts";
import { reads } from "./syntax/tree.ts";
import { connectionNames, type Handshake, handshakeNames } from "./variables.ts";

/** How a run ended: thrown by whatever ends it, caught by the run, so that nothing after it can happen. */
export class Ended {
  readonly answer: Answer;
  constructor(answer: Answer) {
    this.answer = answer;
  }
}

/** The hello was needed and is a bad one: thrown before whatever needed it, so no action is to blame. */
export class BadHello extends Ended {
  constructor(kind: string) {
    super({ outcome: "error", error: { code: `client-hello-${kind}` } });
  }
}

type Hello = ClientHelloFacts & { readonly isTls: boolean };

/** Everything that changes while a policy runs. */
export class State {
  readonly steps: StepKind[] = [];
  readonly logs: ValueMap[] = [];
  readonly vars: { [name: string]: Value } = {};
  /** Under `actions.ngrok`, of each action's last run. */
  readonly results: { [name: string]: Names } = {};
  tls: Handshake | undefined;
  /** What is not to be shown, and makes what reads it so (section 9). */
  readonly secret: string[] = ["secrets.get"];
  readonly #situation: Situation;
  readonly #effects: Effect[];
  readonly #functions: Functions;
  readonly #intelligence: boolean;
  #hello: Hello | undefined;

  constructor(vector: Question, situation: Situation) {
    this.#situation = situation;
    this.#effects = [...(vector.effects ?? [])];
    this.#functions = modelFunctions({ random: situation.random, secrets: vector.resources?.secrets ?? {} });
    this.#intelligence = (vector.resources?.ip_intelligence ?? []).length > 0;
    // On a tls endpoint the host has read the hello before the policy starts.
    const { hello, protocol } = situation;
    if (protocol === "tls" && hello.kind === "hello") this.#hello = { ...hello.hello, isTls: true };
  }

  /** Asks for the hello first if the expression names what only the hello tells. Throws a `Fault`. */
  evaluate(source: string): Value {
    const node = parse(source);
    this.helloFor([source]);
    const known = { intelligence: this.#intelligence, hello: this.#hello, tls: handshakeNames(this.tls) };
    const actions = new Names({ ngrok: new Names(this.results) });
    const names = { ...connectionNames(this.#situation, known), vars: new Names(this.vars), actions };
    return evaluate(node, { names: new Names(names), functions: this.#functions });
  }

  /** Asks for the hello if any of the expressions names what only the hello tells, evaluated or not. */
  helloFor(sources: readonly string[]): void {
    const told = ["conn.tls.sni", "conn.tls.ja4_fingerprint"];
    if (sources.some((source) => reads(parse(source), told))) this.hello();
  }

  /** The hello, asked for once: empty if the connection is not TLS. A bad one ends the run, and is never "no name". */
  hello(): Hello {
    if (this.#hello !== undefined) return this.#hello;
    this.steps.push("client-hello");
    const { hello } = this.#situation;
    if (hello.kind !== "hello" && hello.kind !== "not-tls") throw new BadHello(hello.kind);
    this.#hello = hello.kind === "hello" ? { ...hello.hello, isTls: true } : { sni: "", ja4: "", isTls: false };
    return this.#hello;
  }

  /** What the world answers to a step: the next effect of its kind; without one it succeeds. */
  next(kind: "terminate-tls" | "forward-internal"): HandshakeEffect & ForwardEffect {
    this.steps.push(kind);
    const index = this.#effects.findIndex((effect) => kind in effect);
    const [effect] = index < 0 ? [] : this.#effects.splice(index, 1);
    return effect === undefined ? {} : (Object.values(effect)[0] as HandshakeEffect);
  }

  /** What the run has produced, as an answer has it. */
  report(): Answer {
    const logs = this.logs.map((metadata) => ({ metadata: toJson(metadata) }));
    const actions = this.shown("actions.ngrok", new Names(this.results));
    return { steps: this.steps, logs, vars: this.shown("vars", new Names(this.vars)), actions } as Answer;
  }

  /** What stands at a path, without secrets. */
  shown(path: string, names: Names): JsonValue | undefined {
    return jsonOf(names, path, this.secret);
  }

  isSecret(sources: readonly string[]): boolean {
    return sources.some((source) => reads(parse(source), this.secret));
  }
}
