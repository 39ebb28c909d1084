import type { Explained, Fault } from "./cel/index.ts";
import type { CompiledCondition } from "./program.ts";
import type { JsonValue } from "./step.ts";

/** Looks on while a policy runs. A run without one pays nothing for it. */
export interface RunWatcher {
  /** A condition was evaluated; `explained` is there if the policy was compiled to explain itself. */
  condition(
    at: { readonly rule: number; readonly expression: number },
    condition: CompiledCondition,
    value: boolean | Fault,
    explained: Explained | undefined,
  ): void;
  /** An action ran, as far as the world let it. */
  action(at: { readonly rule: number; readonly action: number }, type: string, result: () => JsonValue): void;
}
