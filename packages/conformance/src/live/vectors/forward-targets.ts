import {
  type ClientHelloResult,
  type CompileOptions,
  type CompileResult,
  compilePolicy,
  type ForwardFailure,
  type HandshakeResult,
  type Policy,
  type Step,
} from "@sluice/policy";
import { answerVector, type Question } from "@sluice/policy/vectors";

/**
 * URLs of the internal endpoints that a vector forwards to: first those that its connection comes to, in that order, which
 * is that of its effects; then others that stand in the document. A URL may be computed, so the policy is asked.
 */
export function forwardTargets(vector: Question): readonly string[] {
  const taken: string[] = [];
  const written: string[] = [];
  const compile = (text: string, options?: CompileOptions): CompileResult => {
    const { policy, diagnostics } = compilePolicy(text, options);
    written.push(...(policy?.forwards ?? []).map(({ url }) => url));
    return policy ? { policy: noting(policy, taken), diagnostics } : { diagnostics };
  };
  answerVector(vector, { compile });
  return [...new Set([...taken, ...written])];
}

function noting(policy: Policy, urls: string[]): Policy {
  const note = (step: Step): Step => {
    switch (step.kind) {
      case "forward-internal":
        urls.push(step.url);
        return { ...step, resume: (failure: ForwardFailure) => note(step.resume(failure)) };
      case "client-hello":
        return { ...step, resume: (result: ClientHelloResult) => note(step.resume(result)) };
      case "terminate-tls":
        return { ...step, resume: (result: HandshakeResult) => note(step.resume(result)) };
      default:
        return step;
    }
  };
  return { ...policy, start: (facts, host) => note(policy.start(facts, host)) };
}
