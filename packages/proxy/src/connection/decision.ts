import type { NgrokCode } from "@sluice/policy";
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
