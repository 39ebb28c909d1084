import { SECRET } from "../outcome.ts";
import type { Policy } from "../policy.ts";
import type { Step, TraceSink } from "../step.ts";
import type { Answer } from "./answer.ts";
import type { Situation } from "./situation.ts";
import type { Effect } from "./vector.ts";
import { type ReadCertificate, World } from "./world.ts";

export interface DriveOptions {
  /** What the world answers; default: each step succeeds. */
  readonly effects?: readonly Effect[] | undefined;
  /** Needed if effects bring certificates. */
  readonly readCertificate?: ReadCertificate | undefined;
  readonly trace?: TraceSink | undefined;
}

const noReader: ReadCertificate = () => {
  throw new Error("effects bring a certificate, and nothing to read it was given");
};

/**
 * Runs a policy over one connection, with the situation and the effects in place of a host. A certificate among the
 * effects that cannot be read is a broken vector: throws.
 */
export function drive(policy: Pick<Policy, "start">, situation: Situation, options: DriveOptions = {}): Answer {
  const { hello, protocol, facts, now, random } = situation;
  // A tls endpoint is found by the hello's name: without a good hello no policy ever starts.
  if (protocol === "tls" && hello.kind !== "hello" && hello.kind !== "not-tls") {
    const error = { code: `client-hello-${hello.kind}` };
    return { outcome: "error", error, steps: [], logs: [], vars: {}, actions: {} };
  }
  const given = protocol === "tls" && hello.kind === "hello" ? { ...facts, hello: hello.hello } : facts;
  const world = new World(options.effects ?? [], hello, options.readCertificate ?? noReader);
  let step: Step = policy.start(given, { now, random, trace: options.trace });
  for (;;) {
    switch (step.kind) {
      case "client-hello":
        step = step.resume(world.hello());
        break;
      case "terminate-tls":
        step = step.resume(world.handshake(step));
        break;
      case "forward-internal": {
        const failure = world.forwardFailure();
        if (failure === undefined) {
          const { rule, action } = step;
          const url = step.urlIsSecret === true ? SECRET : step.url;
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
