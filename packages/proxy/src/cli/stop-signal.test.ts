import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { type Deferred, deferred } from "../deferred.ts";
import { ManualClock } from "../testing/clock.ts";
import { HURRY_MS, REST_MS, stopSignal } from "./stop-signal.ts";

/** A process whose proxy closes when the test says so, and whose reload never ends. */
function begin() {
  const signals = new EventEmitter();
  const clock = new ManualClock();
  const closes: { readonly drain: number | undefined; readonly closed: Deferred<void> }[] = [];
  const ended: string[] = [];
  const stopped = stopSignal({
    signals,
    clock,
    end: (signal) => ended.push(signal),
    drain: () => 7_000,
    reloading: { close: () => new Promise<void>(() => {}) },
    proxy: {
      close({ drain } = {}) {
        const closed = deferred<void>();
        closes.push({ drain, closed });
        return closed.promise;
      },
    },
  });
  const send = (signal: NodeJS.Signals): void => void signals.emit(signal, signal);
  return { send, clock, closes, ended, stopped };
}

test("the first signal lets running connections end, and waits for no reload", async () => {
  const { send, closes, ended, stopped } = begin();
  send("SIGTERM");
  expect(closes.map(({ drain }) => drain)).toEqual([7_000]);
  closes[0]?.closed.resolve();
  await stopped;
  expect(ended).toEqual([]);
});

test("the second does not wait for running connections, the third for nothing", async () => {
  const { send, closes, ended, stopped } = begin();
  send("SIGTERM");
  send("SIGINT");
  expect(closes.map(({ drain }) => drain)).toEqual([7_000, 0]);
  closes[1]?.closed.resolve();
  await stopped;
  expect(ended).toEqual([]);
  send("SIGINT");
  expect(ended).toEqual(["SIGINT"]);
});

test("what keeps the process alive is not waited for: once the proxy has closed, and longer from a second signal on", async () => {
  const { send, clock, closes, ended, stopped } = begin();
  send("SIGTERM");
  clock.advance(60_000);
  send("SIGINT");
  clock.advance(HURRY_MS - 1);
  expect(ended).toEqual([]);
  clock.advance(1);
  expect(ended).toEqual(["SIGINT"]);
  closes[0]?.closed.resolve();
  await stopped;
  clock.advance(REST_MS - 1);
  expect(ended).toHaveLength(1);
  clock.advance(1);
  expect(ended).toEqual(["SIGINT", "SIGTERM"]);
});
