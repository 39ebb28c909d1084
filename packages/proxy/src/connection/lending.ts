import { connect, type Socket, type TcpNetConnectOpts } from "node:net";
import { hearerOf } from "./hear.ts";
import { SHARED_ROOM } from "./rooms.ts";

/**
 * Dials a socket that is read into memory which is read into again, a room, where its stream would allocate 64 KiB for each read; whoever hears
 * the socket is lent what was read. What nobody hears goes through the stream, in its order. Not for a socket that TLS is to read.
 */
export function connectLending(options: TcpNetConnectOpts): Socket {
  let next = SHARED_ROOM;
  const read = (length: number): boolean => {
    const room = next;
    const chunk = length === room.length ? room : room.subarray(0, length);
    const hearer = hearerOf(socket);
    if (hearer?.lent === undefined || socket.readableLength > 0) return socket.push(Buffer.from(chunk));
    next = hearer.lent(chunk, room);
    // The hearer pauses the socket where that is to be.
    return true;
  };
  const socket = connect({ ...options, onread: { buffer: () => next, callback: read } });
  return socket;
}
