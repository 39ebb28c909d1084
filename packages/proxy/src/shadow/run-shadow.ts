import type { HandshakeResult, Step, TerminateTlsStep } from "@sluice/policy";
import { decisionOf } from "../connection/decision.ts";
import type { OwnDecision, Witness } from "./witness.ts";

/** Why a shadow policy was not evaluated to its end. */
export type NotEvaluated =
  /** It asks for the ClientHello, which nobody has read: reading it would have made the connection wait. */
  | "client-hello-not-read"
  /** It terminates TLS where the enforced policy has not. */
  | "tls-not-terminated"
  /** It terminates TLS with other settings than the enforced policy. */
  | "tls-terminated-otherwise"
  /** It has failed in a way that no policy should; the connection knows nothing of it. */
  | "internal-error";

/** Why the two disagree though they have decided alike. */
export type Disagreement = "tls-terminated-by-enforced-alone";

export type ShadowVerdict =
  | {
      readonly kind: "decided";
      readonly decision: OwnDecision;
      readonly agrees: boolean;
      readonly reason?: Disagreement;
    }
  | { readonly kind: "not-evaluated"; readonly reason: NotEvaluated };

/** Runs a shadow policy on what the enforced one has brought. Acts on nothing, and never throws. */
export function runShadow(witness: Witness): ShadowVerdict {
  try {
    return new ShadowRun(witness).verdict();
  } catch {
    // A bug in a policy that decides nothing must not cost anybody the event of the connection.
    return { kind: "not-evaluated", reason: "internal-error" };
  }
}

class ShadowRun {
  readonly #witness: Witness;
  /** What is left of what the enforced run has brought: it is given in its order. */
  readonly #handshakes: Witness["handshakes"];
  readonly #failures: Witness["failures"];
  #draws = 0;
  #isTerminated = false;

  constructor(witness: Witness) {
    this.#witness = witness;
    this.#handshakes = [...witness.handshakes];
    this.#failures = [...witness.failures];
  }

  verdict(): ShadowVerdict {
    const { shadow, facts, now, endpoint, peeked } = this.#witness;
    // Where it draws more than the enforced one has, it draws for itself.
    const random = (): number => this.#witness.draws[this.#draws++] ?? this.#witness.random();
    let step: Step = shadow.start(facts, { now, random });
    for (;;) {
      switch (step.kind) {
        case "client-hello": {
          const hello = peeked();
          if (!hello) return { kind: "not-evaluated", reason: "client-hello-not-read" };
          step = step.resume(hello);
          break;
        }
        case "terminate-tls": {
          const result = this.#handshake(step);
          if (!result) {
            const isOther = this.#witness.handshakes.length > 0;
            return { kind: "not-evaluated", reason: isOther ? "tls-terminated-otherwise" : "tls-not-terminated" };
          }
          step = step.resume(result);
          break;
        }
        case "forward-internal": {
          const { url, rule, action, urlIsSecret } = step;
          const at = this.#failures.findIndex((failed) => failed.url === url);
          const [failed] = at < 0 ? [] : this.#failures.splice(at, 1);
          if (!failed) return this.#compared({ outcome: "forward", rule, action, url, urlIsSecret });
          step = step.resume(failed.failure);
          break;
        }
        default:
          return this.#compared(decisionOf(step, endpoint));
      }
    }
  }

  #handshake({ tls }: TerminateTlsStep): HandshakeResult | undefined {
    if (this.#witness.facts.tls || this.#isTerminated) return ALREADY;
    const at = this.#handshakes.findIndex(({ digest }) => digest === tls.digest);
    const [found] = at < 0 ? [] : this.#handshakes.splice(at, 1);
    if (found?.result.ok) this.#isTerminated = true;
    return found?.result;
  }

  #compared(decision: OwnDecision): ShadowVerdict {
    const { decision: enforced, handshakes } = this.#witness;
    if (decision.outcome !== enforced.outcome || decision.url !== enforced.url) {
      return { kind: "decided", decision, agrees: false };
    }
    // Whoever gets the stream next would get another one: the client's TLS in place of what is in it.
    const goesOn = decision.outcome === "continue" || decision.outcome === "forward";
    if (goesOn && handshakes.some(({ result }) => result.ok) !== this.#isTerminated) {
      return { kind: "decided", decision, agrees: false, reason: "tls-terminated-by-enforced-alone" };
    }
    return { kind: "decided", decision, agrees: true };
  }
}

const ALREADY: HandshakeResult = {
  ok: false,
  error: { code: "tls-already-terminated", message: "TLS of this connection is terminated already" },
};
