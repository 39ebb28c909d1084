import type { Socket } from "node:net";
import { currentTurn } from "./turn.ts";

const NOTHING = Buffer.alloc(0);
/** Before 1.52 libuv takes a reset for an end where it comes with the last bytes (libuv/libuv#4997). */
const TAKES_RESETS_FOR_ENDS = isBefore(process.versions.uv, 1, 52);

/** For `lastTurn` of `whenEnded`, upon bytes of a socket. */
export function turnOfBytes(): number {
  return TAKES_RESETS_FOR_ENDS ? currentTurn() : 0;
}

/**
 * Calls `ended` of a socket that has told its end, unless it was reset: of a reset that comes with the last bytes some versions of libuv tell
 * that they were the end. A write meets the reset, and is an error like any other. Such an end comes in the turn of these bytes, `lastTurn`,
 * which is negative if there were none: libuv reads on before it polls again.
 */
export function whenEnded(socket: Socket, lastTurn: number, ended: () => void): void {
  // After the end of the other half nothing can be written.
  if (!TAKES_RESETS_FOR_ENDS || socket.writableEnded) ended();
  else if (lastTurn >= 0 && lastTurn !== currentTurn()) ended();
  else if (socket.writableLength > 0) {
    // What waits to be written meets it in this turn.
    socket.prependOnceListener("error", (error) => {
      if (hadEnded(error)) ended();
    });
    setImmediate(() => {
      // It may be closed by now, if all was written and the other side has ended.
      if (socket.errored === null) ended();
    });
  } else {
    socket.write(NOTHING, (error) => {
      if (!error || hadEnded(error)) ended();
    });
  }
}

/** Linux tells apart whom a reset meets: `EPIPE` is for one that had come to its end before. */
function hadEnded(error: NodeJS.ErrnoException): boolean {
  return error.code === "EPIPE";
}

function isBefore(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}
