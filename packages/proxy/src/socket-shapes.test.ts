import { Socket } from "node:net";
import { getHeapSpaceStatistics } from "node:v8";
import { expect, it } from "vitest";
import { settleSocketShapes } from "./socket-shapes.ts";

const SOCKETS = 1_000;

/** With as many options as `net.Server` has for a socket that it accepts. */
function construct(count: number): void {
  for (let i = 0; i < count; i++) {
    const options = { handle: undefined, pauseOnCreate: true, readableHighWaterMark: 1, writableHighWaterMark: 1 };
    new Socket(Object.assign({ allowHalfOpen: true, readable: true, writable: true }, options));
  }
}

function oldGeneration(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space")?.space_used_size ?? Number.NaN;
}

/** Later ones share the shapes by themselves. What else comes into the old generation there is more than what is looked for here. */
const isAffected = Number.parseInt(process.versions.v8, 10) <= 11;

it.runIf(isAffected)("leaves no shape of a socket's options in the old generation, as V8 11 does otherwise", () => {
  settleSocketShapes();
  construct(300);
  const before = oldGeneration();
  construct(SOCKETS);
  const perSocket = (oldGeneration() - before) / SOCKETS;
  // Three shapes and what describes them are 1,500 bytes.
  expect(perSocket).toBeLessThan(300);
});
