import type { CompiledExpression, Fault } from "./cel/index.ts";
import type { RunState } from "./run-state.ts";
import type { RunError, RunReport, Step } from "./step.ts";

/** How an action ends a run, or what it asks of the world. An action that does neither returns `undefined`. */
export type Outcome =
  | { readonly kind: "deny" | "close" }
  | { readonly kind: "error"; readonly error: RunError }
  | { readonly kind: "effect"; readonly request: (at: EffectPosition) => Step };

/** Where an effect stands, and the way back into the run. */
export interface EffectPosition {
  readonly rule: number;
  readonly action: number;
  readonly report: RunReport;
  /** Resumes the run with what `decide` makes of the effect's result. A second call throws before `decide` is called. */
  proceed(decide: () => Outcome | undefined): Step;
}

export const DENY: Outcome = { kind: "deny" };
export const CLOSE: Outcome = { kind: "close" };

export function failure(error: RunError): Outcome {
  return { kind: "error", error };
}

/** What stands in a trace or an error in place of a value that derives from a secret. */
export const SECRET = "«secret»";

/** The failure of a `${…}`; the message of one that reads a secret could contain it, so it is withheld. */
export function templateFailure(template: CompiledExpression<RunState>, fault: Fault): Outcome {
  return failure({
    code: "template-failed",
    message: template.secret ? `${fault.code} in a value that derives from a secret` : fault.message,
    ngrok: "ERR_NGROK_2254",
    source: template.source,
  });
}
