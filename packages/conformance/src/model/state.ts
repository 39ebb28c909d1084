import type { CelFunc, CelInput, CelValue } from "@bufbuild/cel";
import type { JsonValue } from "@sluice/policy";
import type { Effect, ForwardEffect, HandshakeEffect, Question, Situation, StepKind } from "@sluice/policy/vectors";
import type { Answer } from "../engine.ts";
import { type ExpressionFault, evaluate, reads } from "./expression.ts";
import { modelFunctions } from "./functions.ts";
import { jsonOf } from "./values.ts";
import { connectionVariables, type TlsVariables, tlsVariables, type Variables } from "./variables.ts";

/** The run asked for the hello and got a bad one: the rule that needed it is named, no action is to blame. */
export class BadHello {
  readonly kind: string;
  constructor(kind: string) {
    this.kind = kind;
  }
}

/** How a run ended: thrown by whatever ends it, caught by the run, so that nothing after it can happen. */
export class Ended {
  readonly answer: Answer;
  constructor(answer: Answer) {
    this.answer = answer;
  }
}

/** Whether an expression names what only the hello tells, evaluated or not. */
export function needsHello(source: string): boolean {
  return reads(source, ["conn.tls.sni", "conn.tls.ja4_fingerprint"]);
}

type JsonRecord = { readonly [key: string]: JsonValue };

/** Everything that changes while a policy runs. */
export class State {
  readonly steps: StepKind[] = [];
  readonly logs: { readonly metadata: Map<string, CelInput> }[] = [];
  readonly vars: Map<string, CelInput> = new Map();
  /** Result variables by action. */
  readonly results: Map<string, Map<string, CelInput>> = new Map();
  tls: TlsVariables | undefined;

  readonly #situation: Situation;
  readonly #effects: Effect[];
  readonly #functions: readonly CelFunc[];
  readonly #accepted: Variables;
  #peeked: { readonly sni: string; readonly ja4: string; readonly tls: boolean } | undefined;

  constructor(vector: Question, situation: Situation) {
    this.#situation = situation;
    this.#effects = [...(vector.effects ?? [])];
    this.#functions = modelFunctions({ random: situation.random, secrets: vector.resources?.secrets ?? {} });
    const intelligence = (vector.resources?.ip_intelligence ?? []).length > 0;
    this.#accepted = connectionVariables(situation.facts, situation.now, intelligence);
    // On a tls endpoint the host has read the hello before the policy starts.
    const { hello } = situation;
    if (situation.protocol === "tls" && hello.kind === "hello") this.#peeked = { ...hello.hello, tls: true };
  }

  /** Evaluates, after asking for the hello if the expression names what only the hello tells. */
  evaluate(source: string): CelValue | ExpressionFault {
    if (needsHello(source)) this.hello();
    return evaluate(source, { variables: this.#variables(), functions: this.#functions });
  }

  /** The hello, asked for once. A bad one ends the run: it is never "no name". */
  hello(): { readonly sni: string; readonly ja4: string; readonly tls: boolean } {
    if (this.#peeked !== undefined) return this.#peeked;
    this.steps.push("client-hello");
    const { hello } = this.#situation;
    if (hello.kind === "hello") this.#peeked = { ...hello.hello, tls: true };
    else if (hello.kind === "not-tls") this.#peeked = { sni: "", ja4: "", tls: false };
    else throw new BadHello(hello.kind);
    return this.#peeked;
  }

  nextHandshake(): HandshakeEffect {
    this.steps.push("terminate-tls");
    const index = this.#effects.findIndex((effect) => "terminate-tls" in effect);
    const effect = index < 0 ? undefined : this.#effects.splice(index, 1)[0];
    return effect !== undefined && "terminate-tls" in effect ? effect["terminate-tls"] : {};
  }

  nextForward(): ForwardEffect {
    this.steps.push("forward-internal");
    const index = this.#effects.findIndex((effect) => "forward-internal" in effect);
    const effect = index < 0 ? undefined : this.#effects.splice(index, 1)[0];
    return effect !== undefined && "forward-internal" in effect ? effect["forward-internal"] : {};
  }

  /** What the run has produced, as an answer has it. */
  report(): Answer {
    return {
      steps: this.steps,
      logs: this.logs.map(({ metadata }) => ({ metadata: jsonOf(metadata) as JsonRecord })),
      vars: jsonOf(this.vars) as JsonRecord,
      actions: Object.fromEntries(Array.from(this.results, ([name, result]) => [name, jsonOf(result)])),
    };
  }

  #variables(): Variables {
    const hello = this.#peeked;
    const beforeHandshake = new Map(
      hello === undefined
        ? []
        : [
            ["sni", hello.sni],
            ["ja4_fingerprint", hello.ja4],
          ],
    );
    return {
      ...this.#accepted,
      vars: this.vars,
      "actions.ngrok": this.results,
      "conn.tls": beforeHandshake,
      ...(this.tls === undefined ? {} : tlsVariables("conn.tls", this.tls)),
      // Only for the fields of its names; the map itself is under `actions.ngrok` already.
      ...(this.tls === undefined
        ? {}
        : tlsVariables(
            "actions.ngrok.terminate_tls",
            this.tls,
            Object.fromEntries(this.results.get("terminate_tls") ?? []),
          )),
    };
  }
}
