import { Socket } from "node:net";
import type { ToPrimary, ToWorker } from "./messages.ts";

/** The way from a worker to its primary. */
export interface PrimaryLine {
  send(message: ToPrimary): void;
  /** Hands on all that is heard from now on. */
  listen(heard: (message: ToWorker, socket: Socket | undefined) => void): void;
  /** Ends the process once all that was sent has gone out. */
  end(): void;
}

/** That of this process, which was started as a worker. Where the primary ends, it ends: `node:cluster` sees to that. */
export const processLine: PrimaryLine = {
  send(message) {
    // One that cannot be sent is for a primary that is gone.
    if (process.connected) process.send?.(message, undefined, undefined, () => {});
  },
  listen(heard) {
    process.on("message", (message, handle) => {
      heard(message as ToWorker, handle instanceof Socket ? handle : undefined);
    });
  },
  end() {
    // What is still to be written would be lost with the channel.
    const disconnect = (): void => {
      if (process.connected) process.disconnect();
    };
    process.send?.({ kind: "closed" } satisfies ToPrimary, undefined, undefined, disconnect);
  },
};
