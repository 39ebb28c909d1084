import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { originOf } from "./origin.ts";

/**
 * Once a TLS socket and the one below are closed, lets go of all that listens to them.
 *
 * Node gives the handle of the lower one an accessor that holds the TLS socket, and V8 makes accessors in the old generation:
 * whatever a closed TLS socket still leads to survives every scavenge, up to the next full collection. Its listeners
 * lead to all there is of the connection.
 */
export function cutLooseOnceClosed(socket: TLSSocket): void {
  socket.on("close", cutLoose);
  originOf(socket)?.on("close", cutLoose);
}

/** Whoever listens hears of this close all the same: an event goes to those who listened when it came. */
function cutLoose(this: Socket): void {
  // Not the stream's own, which looks after readers in a later turn: a closed one has none.
  EventEmitter.prototype.removeAllListeners.call(this);
  // Without a listener an error ends the process.
  this.on("error", ignore);
}

function ignore(): void {}
