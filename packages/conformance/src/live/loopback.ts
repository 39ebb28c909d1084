import { randomInt } from "node:crypto";

export const LOOPBACK = "127.0.0.1";

/**
 * An address of loopback for a process that is told its ports: a port that was free a moment ago may be somebody else's by
 * now, and whoever tries whether it is open would connect to them. Linux has all of 127.0.0.0/8; elsewhere it is 127.0.0.1.
 */
export function ownLoopback(platform: NodeJS.Platform = process.platform): string {
  return platform === "linux" ? `127.${64 + randomInt(64)}.${randomInt(256)}.${1 + randomInt(254)}` : LOOPBACK;
}
