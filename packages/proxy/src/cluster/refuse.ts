import type { Socket } from "node:net";
import type { Clock } from "../clock.ts";
import { plainAddress } from "../connection/address.ts";
import { refusedBecause } from "../connection/decision.ts";
import { ConnectionRecord } from "../connection/record.ts";
import type { ConnectionEvent } from "../events/event.ts";

export interface Reason {
  /** `no-worker` where nobody could serve it, `descriptors` where there are none to hand it on with. */
  readonly code: "no-worker" | "descriptors";
  readonly message: string;
}

/** Resets a connection that comes to no worker; the event of it. */
export function refuse(socket: Socket, { code, message }: Reason, clock: Clock): ConnectionEvent {
  const { remoteAddress, remotePort = 0, localAddress, localPort = 0 } = socket;
  const now = clock.now();
  const record = new ConnectionRecord(
    { ip: plainAddress(remoteAddress), port: remotePort },
    { ip: plainAddress(localAddress), port: localPort },
    now,
  );
  record.decision = refusedBecause(code, message);
  socket.resetAndDestroy();
  return record.event(now);
}
