import type {
  ClientHelloResult,
  ConnectionFacts,
  ForwardFailure,
  ForwardInternalStep,
  HandshakeResult,
  Host,
  Policy,
} from "@sluice/policy";
import { type Decision, decisionOf, type Ending, refusedBecause } from "../connection/decision.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";

/** How one policy has decided, whatever became of the connection behind it. */
export interface OwnDecision extends Decision {
  /** Whether `url`, which is there as it is, is not to be told. */
  readonly urlIsSecret?: boolean | undefined;
}

export interface WitnessOptions {
  readonly endpoint: Endpoint;
  /** What is to be held against the enforced policy. */
  readonly shadow: Policy;
  /** Those that the enforced policy starts with. */
  readonly facts: ConnectionFacts;
  /** What the first bytes were, if anybody has asked by now. */
  readonly peeked: () => ClientHelloResult | undefined;
}

/**
 * What the run of an enforced policy has brought: all that a shadow policy may see of the world. It is kept until the shadow
 * policy has run, soon after the enforced one has.
 */
export class Witness {
  readonly endpoint: Endpoint;
  readonly shadow: Policy;
  readonly facts: ConnectionFacts;
  readonly peeked: WitnessOptions["peeked"];
  readonly draws: number[] = [];
  readonly handshakes: { readonly digest: string; readonly result: HandshakeResult }[] = [];
  /** Forwards that have failed; of one that was taken nothing more is known here. */
  readonly failures: { readonly url: string; readonly failure: ForwardFailure }[] = [];
  now: Date | undefined;
  /** Draws that the enforced run has not made. */
  random: () => number = Math.random;
  /** A run that ends otherwise than by a decision has refused the connection. */
  decision: OwnDecision = UNDECIDED;

  constructor({ endpoint, shadow, facts, peeked }: WitnessOptions) {
    this.endpoint = endpoint;
    this.shadow = shadow;
    this.facts = facts;
    this.peeked = peeked;
  }

  /** What the enforced policy runs with, if there is one: its draws are noted, so that none has to be drawn for another. */
  host({ now, random = Math.random, trace }: Host): Host {
    // Read here for both runs: a host may tell another time whenever it is asked.
    this.now = now;
    this.random = random;
    return {
      now,
      trace,
      random: () => {
        const draw = random();
        this.draws.push(draw);
        return draw;
      },
    };
  }

  shookHands(digest: string, result: HandshakeResult): void {
    this.handshakes.push({ digest, result });
  }

  /** It is the decision unless the forward fails. */
  forwards({ rule, action, url, urlIsSecret }: ForwardInternalStep): void {
    this.decision = { outcome: "forward", rule, action, url, urlIsSecret };
  }

  forwardFailed(url: string, failure: ForwardFailure): void {
    this.failures.push({ url, failure });
  }

  decided(step: Ending): void {
    this.decision = decisionOf(step, this.endpoint);
  }

  /** What it is that has ended a run without a decision. */
  threw(message: string): void {
    if (this.decision === UNDECIDED) this.decision = refusedBecause("internal-error", message);
  }
}

const UNDECIDED: OwnDecision = refusedBecause("internal-error", "it has not decided");
