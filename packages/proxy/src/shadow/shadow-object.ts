import { SECRET } from "@sluice/policy";
import type { DecisionObject, ShadowPolicyObject } from "../events/event.ts";
import type { Mutable } from "../mutable.ts";
import { runShadow } from "./run-shadow.ts";
import type { OwnDecision, Witness } from "./witness.ts";

/** What the event tells of a shadow policy, which is run for that. `isSecret`: URLs that the enforced policies have from secrets. */
export function shadowObject(witness: Witness, isSecret: (url: string) => boolean): ShadowPolicyObject {
  const verdict = runShadow(witness);
  const enforced = decisionObject(witness.decision, isSecret);
  if (verdict.kind === "not-evaluated") {
    const { reason } = verdict;
    return { outcome: "not-evaluated", rule: null, action: null, error: null, agrees: null, reason, enforced };
  }
  const { decision, agrees, reason } = verdict;
  return { ...decisionObject(decision, isSecret), agrees, ...(reason === undefined ? {} : { reason }), enforced };
}

function decisionObject(decision: OwnDecision, isSecret: (url: string) => boolean): DecisionObject {
  const { outcome, rule, action, error, url, urlIsSecret } = decision;
  const object: Mutable<DecisionObject> = {
    outcome,
    rule: rule ?? null,
    action: action ?? null,
    error: error ?? null,
  };
  if (url !== undefined) object.url = urlIsSecret || isSecret(url) ? SECRET : url;
  return object;
}
