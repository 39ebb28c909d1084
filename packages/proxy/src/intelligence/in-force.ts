import type { IpIntelligence } from "./ip-intelligence.ts";

/**
 * The intelligence of one configuration, for those who begin under it. They are told of it for as long as they live, and it is large: it
 * goes once another is in force.
 */
export class IntelligenceInForce {
  #intelligence: IpIntelligence | undefined;

  constructor(intelligence: IpIntelligence) {
    this.#intelligence = intelligence;
  }

  /** Throws once it has ended: a connection that nothing is known of would pass rules that keep it out. */
  take(): IpIntelligence {
    if (!this.#intelligence) throw new Error("what is known of addresses is no longer in force");
    return this.#intelligence;
  }

  /** Another is in force. Who has taken this one keeps it. */
  end(): void {
    this.#intelligence = undefined;
  }
}
