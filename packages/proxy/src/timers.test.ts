import { AsyncLocalStorage } from "node:async_hooks";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createTimers, type SetTimer } from "./timers.ts";

let setTimer: SetTimer;

beforeEach(() => {
  setTimer = createTimers();
});

/** Timers for which the process would be kept alive. */
const alive = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;

describe("a process", () => {
  test("is kept alive by timers that wait, not by those that were cancelled", () => {
    const before = alive();
    const first = setTimer(1_000_000, () => {});
    const second = setTimer(1_000_000, () => {});
    expect(alive()).toBe(before + 1);
    first();
    first();
    expect(alive()).toBe(before + 1);
    second();
    expect(alive()).toBe(before);
    const third = setTimer(1_000_000, () => {});
    expect(alive()).toBe(before + 1);
    third();
    expect(alive()).toBe(before);
  });

  test("waits for what a timer is set to that has fired", async () => {
    const before = alive();
    await new Promise<void>((resolve) => setTimer(1, () => setTimer(1, resolve)));
    expect(alive()).toBe(before);
  });
});

test("a timer has the async context of nobody, where it shares one of Node's", async () => {
  const context = new AsyncLocalStorage<string>();
  const seen = await Promise.all(
    ["first", "second"].map((name) =>
      context.run(name, () => new Promise((resolve) => setTimer(1, () => resolve(context.getStore())))),
    ),
  );
  expect(seen).toEqual([undefined, undefined]);
});

describe("a timer", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  test("fires once, when it is due, and only in a later turn", () => {
    const fired: string[] = [];
    setTimer(10, () => fired.push("ten"));
    setTimer(0, () => fired.push("at once"));
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(9);
    expect(fired).toEqual(["at once"]);
    vi.advanceTimersByTime(1);
    expect(fired).toEqual(["at once", "ten"]);
    vi.advanceTimersByTime(1_000);
    expect(fired).toEqual(["at once", "ten"]);
  });

  test("does not fire before its time, however much of a millisecond is left", () => {
    let fired = false;
    setTimer(2.2, () => {
      fired = true;
    });
    vi.advanceTimersByTime(2);
    expect(fired).toBe(false);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(true);
  });

  test("of the delay of one that was cancelled long before has all its time", () => {
    const fired: string[] = [];
    setTimer(100, () => fired.push("cancelled"))();
    vi.advanceTimersByTime(90);
    setTimer(100, () => fired.push("later"));
    vi.advanceTimersByTime(99);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(fired).toEqual(["later"]);
  });

  test("may cancel another that is due with it, and set one", () => {
    const fired: string[] = [];
    let cancel = () => {};
    setTimer(10, () => {
      fired.push("first");
      cancel();
      setTimer(10, () => fired.push("third"));
    });
    cancel = setTimer(10, () => fired.push("second"));
    vi.advanceTimersByTime(10);
    expect(fired).toEqual(["first"]);
    vi.advanceTimersByTime(10);
    expect(fired).toEqual(["first", "third"]);
  });

  test("that throws leaves the others their time", () => {
    const fired: string[] = [];
    setTimer(10, () => {
      throw new Error("mistake");
    });
    setTimer(10, () => fired.push("second"));
    expect(() => vi.advanceTimersByTime(10)).toThrow("mistake");
    vi.advanceTimersByTime(1);
    expect(fired).toEqual(["second"]);
  });

  test("is not late by the time that another has taken", () => {
    const now = performance.now.bind(performance);
    let worked = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now() + worked);
    const fired: number[] = [];
    const start = performance.now();
    setTimer(100, () => {
      fired.push(performance.now() - start);
      worked = 90;
    });
    vi.advanceTimersByTime(95);
    setTimer(100, () => fired.push(performance.now() - start));
    vi.advanceTimersByTime(300);
    expect(fired).toEqual([100, 195]);
  });

  test("of no delay that is one fires as soon as it can, as with `setTimeout`", () => {
    let fired = 0;
    for (const delay of [-5, Number.NaN]) setTimer(delay, () => fired++);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(2);
  });

  test("waits longer than `setTimeout` can", () => {
    let fired = false;
    const delay = 2 ** 31 + 5_000;
    setTimer(delay, () => {
      fired = true;
    });
    vi.advanceTimersByTime(delay - 1);
    expect(fired).toBe(false);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(true);
  });

  test("fires as `setTimeout` would, whatever else is set and cancelled", () => {
    const steps = fc.array(
      fc.record({
        wait: fc.nat(30),
        delay: fc.integer({ min: 1, max: 4 }).map((n) => 10 * n),
        cancel: fc.option(fc.nat(20)),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const run = (set: (delay: number, fire: () => void) => () => void): string[] => {
          const told: string[] = [];
          const cancels: (() => void)[] = [];
          const start = performance.now();
          for (const [n, { wait, delay, cancel }] of list.entries()) {
            vi.advanceTimersByTime(wait);
            if (cancel !== null) cancels[cancel]?.();
            cancels.push(set(delay, () => told.push(`${n} at ${performance.now() - start}`)));
          }
          vi.advanceTimersByTime(100);
          return told.toSorted();
        };
        const plain = run((delay, fire) => {
          const timeout = setTimeout(fire, delay);
          return () => clearTimeout(timeout);
        });
        expect(run(setTimer)).toEqual(plain);
      }),
    );
  });
});
