import { explainListenFailure } from "./cli/explain-listen-failure.ts";
import type { UpdateFailure } from "./traffic-proxy.ts";

/** Why a proxy has not started or not changed, for people: one sentence that says what to change. */
export function explainFailure(failure: UpdateFailure): string {
  switch (failure.kind) {
    case "listen":
      return explainListenFailure(failure);
    case "roots":
    case "conflict":
      return failure.message;
    case "not-listening":
      return "the proxy is about to stop";
    case "aborted":
      return "it took too long";
    default:
      return failure satisfies never;
  }
}
