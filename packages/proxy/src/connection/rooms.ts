import { giveBack } from "./give-back.ts";

/**
 * Bytes that are read of a socket at a time at most: twice of what Node reads. A client that reads nothing costs 1.3 × what it costs a bare proxy
 * on Node 20, where 1.5 × is the bound (`npm run bench -- idle`).
 */
export const ROOM = 131_072;

/** What all sockets are read into that have no room of their own: nobody may need what is in it once they were told of it. */
export const SHARED_ROOM: Buffer = Buffer.allocUnsafeSlow(ROOM);

/** How many rooms wait for who needs one next: a MiB. */
const MOST_SPARE = 8;
const spare: Buffer[] = [];

/** A room for one socket, with what fills another in it. */
export function takeRoomFor(bytes: Buffer): Buffer {
  const room = spare.pop() ?? Buffer.allocUnsafeSlow(ROOM);
  bytes.copy(room);
  return room;
}

/** Nobody reads into this room any more, nor from it. */
export function giveRoom(room: Buffer): void {
  if (spare.length < MOST_SPARE) spare.push(room);
  else giveBack([room]);
}
