import type { Socket } from "node:net";
import type { Reason } from "../refuse.ts";
import type { Member } from "./member.ts";

export interface HandingOptions {
  /** How many connections may be on their way to workers at once. */
  readonly room: number;
  readonly refuse: (socket: Socket, reason: Reason) => void;
}

/** Gives connections to workers, to one after the other; one that is busy with something else is passed over. */
export class Handing {
  readonly #options: HandingOptions;
  #members: readonly Member[] = [];
  #next = 0;

  constructor(options: HandingOptions) {
    this.#options = options;
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  add(member: Member): void {
    this.#members = [...this.#members, member];
  }

  remove(member: Member): void {
    this.#members = this.#members.filter((other) => other !== member);
  }

  /** Connections that are on their way to workers. */
  get handed(): number {
    return this.#members.reduce((sum, { handed }) => sum + handed, 0);
  }

  /** `waited`: milliseconds since the accept. */
  hand(route: string, socket: Socket, waited: number): void {
    // A client that is gone already; whoever takes it over sees that.
    socket.on("error", () => {});
    // Node would else count it as one that this process serves, in every worker, for as long as it lives.
    Object.assign(socket, { server: null });
    const member = this.#choose();
    if (!member) {
      this.#options.refuse(socket, { code: "no-worker", message: "no worker runs", waited });
      return;
    }
    const { room } = this.#options;
    if (this.handed >= room) {
      const message = `${room} connections are on their way to workers, and there are no descriptors for more`;
      this.#options.refuse(socket, { code: "descriptors", message, waited });
      return;
    }
    member.hand(route, socket, waited);
  }

  /** Whoever has taken over what it was handed, in turn. */
  #choose(): Member | undefined {
    const { length } = this.#members;
    let chosen: Member | undefined;
    for (let step = 0; step < length; step++) {
      const member = this.#members[(this.#next + step) % length];
      if (member && (!chosen || member.handed < chosen.handed)) chosen = member;
    }
    if (chosen) this.#next = this.#members.indexOf(chosen) + 1;
    return chosen;
  }
}
