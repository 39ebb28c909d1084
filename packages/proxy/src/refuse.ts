import type { Socket } from "node:net";
import type { Clock } from "./clock.ts";
import { SocketAddress } from "./connection/address.ts";
import { refusedBecause } from "./connection/decision.ts";
import { ConnectionRecord } from "./connection/record.ts";
import type { ConnectionEvent } from "./events/event.ts";

export interface Reason {
  /**
   * `no-worker` where nobody could serve it, `descriptors` where there are none for it, `not-in-force` where its port was
   * opened for a configuration that did not come into force.
   */
  readonly code: "no-worker" | "descriptors" | "not-in-force";
  readonly message: string;
  /** Milliseconds since it was accepted. Default 0. */
  readonly waited?: number;
}

/** Resets a connection that nobody has begun to serve; the event of it. */
export function refuse(socket: Socket, { code, message, waited = 0 }: Reason, clock: Clock): ConnectionEvent {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  const now = clock.now();
  const record = new ConnectionRecord(
    SocketAddress.of(remoteAddress, remotePort),
    SocketAddress.of(localAddress, localPort),
    new Date(now.getTime() - waited),
  );
  record.decision = refusedBecause(code, message);
  socket.resetAndDestroy();
  return record.event(now);
}
