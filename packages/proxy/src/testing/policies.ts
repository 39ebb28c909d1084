import type { ConnectionFacts, Policy, RunReport, Step, TlsTermination } from "@sluice/policy";

/** Policies made by hand: the proxy is held to the interface, not to a compiler. */
export function policyOf(start: (facts: ConnectionFacts) => Step): Policy {
  return {
    requires: { clientHello: "maybe", ipIntelligence: false, randomness: false },
    terminations: [],
    forwards: [],
    ruleNames: [],
    start,
  };
}

export const emptyReport: RunReport = { logs: [], vars: {}, ipPolicy: null, actions: {} };

export const continueStep: Step = { kind: "continue", report: emptyReport };

export function denyStep(kind: "deny" | "close" = "deny", rule = 0): Step {
  return { kind, rule, action: 0, report: emptyReport };
}

export function errorStep(code: string, message = "", rule = 0): Step {
  return { kind: "error", rule, error: { code, message }, report: emptyReport };
}

/** `terminate-tls`, then whatever `then` says; a failure is outcome `error`. */
export function terminateStep(
  tls: Partial<TlsTermination> = {},
  then: (result: { readonly tls: import("@sluice/policy").TlsFacts }) => Step = () => continueStep,
): Step {
  return {
    kind: "terminate-tls",
    rule: 0,
    action: 0,
    report: emptyReport,
    tls: {
      minVersion: "1.2",
      maxVersion: "1.3",
      digest: JSON.stringify(tls),
      verifyClient: () => ({ ok: true }),
      ...tls,
    },
    resume: (result) => (result.ok ? then(result) : errorStep(result.error.code, result.error.message)),
  };
}

/** `forward-internal`; `onFailure` says how it goes on. */
export function forwardStep(url: string, onFailure?: (code: string) => Step): Step {
  return {
    kind: "forward-internal",
    rule: 0,
    action: 0,
    url,
    report: emptyReport,
    resume: ({ code, message, final }) => (onFailure && !final ? onFailure(code) : errorStep(code, message)),
  };
}
