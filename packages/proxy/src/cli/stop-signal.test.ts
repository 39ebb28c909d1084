import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { type Deferred, deferred } from "../deferred.ts";
import { stopSignal } from "./stop-signal.ts";

/** A process whose proxy closes when the test says so, and whose reload never ends. */
function begin() {
  const signals = new EventEmitter();
  const closes: { readonly drain: number | undefined; readonly closed: Deferred<void> }[] = [];
  const ended: string[] = [];
  const stopped = stopSignal({
    signals,
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
  return { send, closes, ended, stopped };
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
