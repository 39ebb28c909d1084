import {
  type ClientHelloResult,
  type CompileResult,
  compilePolicy,
  type Diagnostic,
  type HandshakeResult,
  type Step,
  type TerminateTlsStep,
} from "@sluice/policy";
import { createX509Checks } from "@sluice/proxy";
import { certificateOf } from "../certificates.ts";
import type { Answer, Engine } from "../engine.ts";
import { type Situation, type SituationHello, situationOf } from "../facts.ts";
import type { Effect, ExpectedDiagnostic, HandshakeEffect, Question, StepKind } from "../vector.ts";

/** A host has cryptography, so the engine under test gets our proxy's. */
const X509 = createX509Checks();

/** This project's compiled policy, driven in process. */
export const sluiceEngine: Engine = {
  name: "sluice",
  run: (vector) => Promise.resolve(runSluice(vector)),
};

/** Compiles and runs one vector. A test that wants a broken engine gives another `compile`. */
export function runSluice(vector: Question, compile: typeof compilePolicy = compilePolicy): Answer {
  const situation = situationOf(vector);
  const { policy, diagnostics } = compile(vector.policy, {
    protocol: situation.protocol,
    upstream: situation.upstream,
    internal: situation.facts.endpoint.host.endsWith(".internal"),
    resources: { ...vector.resources, x509: X509 },
  } satisfies Parameters<typeof compilePolicy>[1]);
  const told = { codes: true, diagnostics: diagnostics.map(diagnosticOf) };
  return policy === undefined ? told : { ...told, ...drive(policy, situation, vector) };
}

type Policy = NonNullable<CompileResult["policy"]>;

function drive(policy: Policy, situation: Situation, vector: Question): Answer {
  const { hello, protocol, facts, now, random } = situation;
  // A tls endpoint is found by the hello's name: without a good hello no policy ever starts.
  if (protocol === "tls" && hello.kind !== "hello" && hello.kind !== "not-tls") {
    return {
      outcome: "error",
      error: { code: `client-hello-${hello.kind}` },
      steps: [],
      logs: [],
      vars: {},
      actions: {},
    };
  }
  const given = protocol === "tls" && hello.kind === "hello" ? { ...facts, hello: hello.hello } : facts;
  const world = new World(vector.effects ?? [], hello);
  let step: Step = policy.start(given, { now, random });
  for (;;) {
    switch (step.kind) {
      case "client-hello":
        world.steps.push("client-hello");
        step = step.resume(world.hello());
        break;
      case "terminate-tls":
        world.steps.push("terminate-tls");
        step = step.resume(world.handshake(step));
        break;
      case "forward-internal": {
        world.steps.push("forward-internal");
        const failure = world.forwardFailure();
        if (failure === undefined) {
          const { rule, action, url } = step;
          return { outcome: "forward", rule, action, url, steps: world.steps, ...reportOf(step) };
        }
        step = step.resume(failure);
        break;
      }
      case "continue":
        return { outcome: "continue", steps: world.steps, ...reportOf(step) };
      case "deny":
      case "close":
        return { outcome: step.kind, rule: step.rule, action: step.action, steps: world.steps, ...reportOf(step) };
      case "error": {
        const { code, message, ngrok, action } = step.error;
        const error = { code, message, ...(ngrok === undefined ? {} : { ngrok }) };
        const at = { ...(step.rule < 0 ? {} : { rule: step.rule }), ...(action === undefined ? {} : { action }) };
        return { outcome: "error", ...at, error, steps: world.steps, ...reportOf(step) };
      }
    }
  }
}

function reportOf({ report }: Step): Pick<Answer, "logs" | "vars" | "actions"> {
  return { logs: report.logs, vars: report.vars, actions: report.actions };
}

function diagnosticOf({ code, severity, message, range, ngrok }: Diagnostic): ExpectedDiagnostic {
  const { line, column } = range.start;
  return { code, severity, message, line, column, ...(ngrok === undefined ? {} : { ngrok }) };
}

/** Answers the steps with the vector's effects: each takes the next of its kind. */
class World {
  readonly steps: StepKind[] = [];
  readonly #hello: SituationHello;
  readonly #handshakes: HandshakeEffect[];
  readonly #forwards: { readonly error?: { readonly code: string; readonly message: string } }[];

  constructor(effects: readonly Effect[], hello: SituationHello) {
    this.#hello = hello;
    this.#handshakes = effects.flatMap((effect) => ("terminate-tls" in effect ? [effect["terminate-tls"]] : []));
    this.#forwards = effects.flatMap((effect) => ("forward-internal" in effect ? [effect["forward-internal"]] : []));
  }

  hello(): ClientHelloResult {
    return this.#hello;
  }

  forwardFailure(): { readonly code: string; readonly message: string } | undefined {
    return this.#forwards.shift()?.error;
  }

  /** What a TLS stack does: asks for a certificate only if the policy does, and lets the policy judge the verdict. */
  handshake({ tls }: TerminateTlsStep): HandshakeResult {
    const effect = this.#handshakes.shift() ?? {};
    if (effect.error !== undefined) return { ok: false, error: effect.error };
    const asked = tls.clientCertificates !== undefined;
    const clientCertificate = asked ? certificateOf(effect.client_certificate) : null;
    const chain = asked ? (effect.chain ?? "none") : "none";
    const decision = tls.verifyClient(clientCertificate, chain);
    if (!decision.ok) return { ok: false, error: { code: decision.reason, message: "client certificate refused" } };
    return {
      ok: true,
      tls: {
        version: effect.version ?? "1.3",
        cipherSuite: effect.cipher_suite ?? "TLS_AES_128_GCM_SHA256",
        negotiatedAlpn: effect.negotiated_alpn ?? "",
        sessionResumed: false,
        clientCertificate,
        serverCertificate: certificateOf(effect.server_certificate),
        chain,
      },
    };
  }
}
