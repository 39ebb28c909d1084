import type { ContinueStep, DenyStep, ErrorStep, NgrokCode } from "@sluice/policy";
import type { Endpoint } from "../endpoints/endpoint.ts";

/** How the policies of a connection decided, and which rule of which endpoint. */
export interface Decision {
  readonly outcome: "continue" | "deny" | "close" | "error" | "forward";
  /** Whose policy decided; none where the connection was refused before there was one. */
  readonly endpoint?: Endpoint | undefined;
  /** Index from 0; none where no rule did. */
  readonly rule?: number | undefined;
  readonly action?: number | undefined;
  readonly error?: DecisionError | undefined;
  /** Where it was forwarded to. */
  readonly url?: string | undefined;
}

export interface DecisionError {
  readonly code: string;
  readonly message: string;
  readonly ngrok?: NgrokCode;
}

/** A connection that is refused for a reason no rule has given. */
export function refusedBecause(code: string, message: string, endpoint?: Endpoint): Decision {
  return { outcome: "error", endpoint, error: { code, message } };
}

/** How a policy ends: one without a rule, or without a policy, goes on. */
export type Ending = DenyStep | ErrorStep | Pick<ContinueStep, "kind">;

/** What the end of a policy comes to at its endpoint. */
export function decisionOf(step: Ending, endpoint: Endpoint): Decision {
  switch (step.kind) {
    case "continue":
      return endpoint.config.upstream
        ? { outcome: "continue", endpoint }
        : { outcome: "error", endpoint, error: UNHANDLED };
    case "deny":
    case "close":
      return { outcome: step.kind, endpoint, rule: step.rule, action: step.action };
    case "error": {
      const { code, message, ngrok, action } = step.error;
      const error = ngrok === undefined ? { code, message } : { code, message, ngrok };
      return { outcome: "error", endpoint, rule: step.rule < 0 ? undefined : step.rule, action, error };
    }
    default:
      return step satisfies never;
  }
}

const UNHANDLED: DecisionError = {
  code: "not-handled",
  message: "the policy has not handled the connection and the endpoint has no upstream",
};
