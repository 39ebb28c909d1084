import type { Socket } from "node:net";
import type { CancelTimer, Clock } from "./clock.ts";
import type { Reason } from "./refuse.ts";

export interface WaitingRoomOptions {
  readonly clock: Clock;
  /** How many connections there are descriptors for now, those that wait included. No more than `MOST_WAITING` wait even so. */
  readonly room: () => number;
  /** Milliseconds that one may wait. */
  readonly within: number;
  readonly refuse: (socket: Socket, reason: Reason) => void;
}

/**
 * How many connections may wait. Each has a descriptor that no connection in force was counted for, since those count themselves alone:
 * what is left for everything else has to do for both.
 */
export const MOST_WAITING = 64;

/**
 * Connections that were accepted on ports that are not in force yet. Node has no documented way to bind a port and leave what
 * comes there to the system: a server that listens accepts, and one that does not listen does not know whether it can. So the
 * proxy opens ports last and the time between is that of a turn, unless somebody else commits what is prepared; whoever comes in it
 * waits, but no longer than for a ClientHello, and only as many as there are descriptors for.
 */
export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  #size = 0;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  /** That of one port. */
  line(): WaitingLine {
    const { clock, room, within, refuse } = this.#options;
    const waiting = new Map<Socket, Waiter>();
    const leave = (socket: Socket, { since, cancel }: Waiter): number => {
      cancel();
      waiting.delete(socket);
      this.#size -= 1;
      return clock.elapsed() - since;
    };
    const turnAway = (socket: Socket, waiter: Waiter, message: string): void =>
      refuse(socket, { code: "not-in-force", message, waited: leave(socket, waiter) });
    return {
      add: (socket) => {
        // Nobody else listens yet, and an error without a listener ends the process.
        socket.on("error", () => {});
        if (this.#size >= Math.min(room(), MOST_WAITING)) {
          const message = `${this.#size} connections wait for a configuration, and there is no room for more`;
          refuse(socket, { code: "descriptors", message });
          return;
        }
        const late = `the configuration of its port was not in force within ${within} ms`;
        const cancel = clock.setTimer(within, () => turnAway(socket, waiter, late));
        const waiter = { since: clock.elapsed(), cancel };
        waiting.set(socket, waiter);
        this.#size += 1;
      },
      serve: (serve) => {
        for (const [socket, waiter] of [...waiting]) serve(socket, leave(socket, waiter));
      },
      close: () => {
        const message = "its port was closed before its configuration was in force";
        for (const [socket, waiter] of [...waiting]) turnAway(socket, waiter, message);
      },
    };
  }
}

/** Those who wait at one port. */
export interface WaitingLine {
  /** Lets it wait, or refuses it. */
  add(socket: Socket): void;
  /** Hands on all who wait. `waited`: milliseconds since the accept. */
  serve(serve: (socket: Socket, waited: number) => void): void;
  /** Refuses all who wait. */
  close(): void;
}

interface Waiter {
  /** By the clock's `elapsed`. */
  readonly since: number;
  readonly cancel: CancelTimer;
}
