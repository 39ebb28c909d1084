import type { ClientHelloFacts } from "@sluice/policy";
import type {
  Effect,
  ForwardEffect,
  HandshakeEffect,
  Question,
  Situation,
  SituationHello,
  StepKind,
} from "@sluice/policy/vectors";
import type { Answer } from "../engine.ts";
import { evaluate, reads } from "./evaluate.ts";
import { modelFunctions } from "./functions/index.ts";
import type { Functions } from "./functions/library.ts";
import { jsonOf, Names } from "./functions/names.ts";
import { toJson } from "./functions/texts.ts";
import type { Value, ValueMap } from "./functions/values.ts";
import { parse } from "./syntax/parse.ts";
import { connectionNames, type Handshake, handshakeNames } from "./variables.ts";

/** How a run ended: thrown by whatever ends it, caught by the run, so that nothing after it can happen. */
export class Ended {
  readonly answer: Answer;
  constructor(answer: Answer) {
    this.answer = answer;
  }
}

/** The hello was needed and is a bad one: thrown before whatever needed it, so no action is to blame. */
export class BadHello extends Ended {}

/** Everything that changes while a policy runs. */
export class State {
  readonly steps: StepKind[] = [];
  readonly logs: ValueMap[] = [];
  readonly vars: { [name: string]: Value } = {};
  /** Under `actions.ngrok`, of each action's last run. */
  readonly results: { [name: string]: Names } = {};
  tls: Handshake | undefined;
  /** Known once the hello is. */
  isTls = false;
  readonly #situation: Situation;
  readonly #effects: Effect[];
  readonly #functions: Functions;
  readonly #intelligence: boolean;
  #hello: ClientHelloFacts | undefined;

  constructor(vector: Question, situation: Situation) {
    this.#situation = situation;
    this.#effects = [...(vector.effects ?? [])];
    this.#functions = modelFunctions({ random: situation.random, secrets: vector.resources?.secrets ?? {} });
    this.#intelligence = (vector.resources?.ip_intelligence ?? []).length > 0;
    // On a tls endpoint the host has read the hello before the policy starts.
    const { hello, protocol } = situation;
    if (protocol === "tls" && hello.kind === "hello") this.#read(hello);
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
  hello(): ClientHelloFacts {
    if (this.#hello !== undefined) return this.#hello;
    this.steps.push("client-hello");
    const { hello } = this.#situation;
    if (hello.kind !== "hello" && hello.kind !== "not-tls") throw new BadHello(badHello(hello.kind));
    return this.#read(hello);
  }

  #read(hello: SituationHello): ClientHelloFacts {
    this.isTls = hello.kind === "hello";
    this.#hello = hello.kind === "hello" ? hello.hello : { sni: "", ja4: "" };
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
    const [vars, actions] = [jsonOf(new Names(this.vars)), jsonOf(new Names(this.results))];
    return { steps: this.steps, logs, vars, actions } as Answer;
  }
}

export function badHello(kind: string): Answer {
  return { outcome: "error", error: { code: `client-hello-${kind}` } };
}
