import type { Endpoint } from "./endpoint.ts";

/** The endpoints behind one URL; one, unless pooling is enabled. They share connections in turn. */
export class Pool {
  readonly members: readonly Endpoint[];
  #next = 0;

  constructor(members: readonly Endpoint[]) {
    this.members = members;
  }

  /** The member for the next connection, chosen before its policy runs. */
  choose(): Endpoint | undefined {
    const member = this.members[this.#next];
    this.#next = (this.#next + 1) % this.members.length;
    return member;
  }

  /**
   * Members that may stand in for `refused`, whose policy has passed already: only those with the very same compiled
   * policy, since any other would have to run first, and the same termination behind it, which has been done.
   */
  standIns({ config }: Endpoint): readonly Endpoint[] {
    return this.members.filter(
      (member) =>
        member.config !== config &&
        member.config.policy === config.policy &&
        member.config.agentTermination?.digest === config.agentTermination?.digest,
    );
  }
}
