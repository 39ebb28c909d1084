import { expect, test } from "vitest";
import { LiveClock } from "./clock.ts";

const START = new Date("2026-01-01T00:00:00Z");

test("stands still, and fires what is due on the way, in order and at its time", async () => {
  const clock = new LiveClock(START);
  const fired: string[] = [];
  clock.setTimer(2_000, () => fired.push(`second at ${clock.elapsed()}`));
  clock.setTimer(1_000, () => {
    fired.push(`first at ${clock.elapsed()}`);
    clock.setTimer(500, () => fired.push(`made on the way at ${clock.elapsed()}`));
  });
  const cancel = clock.setTimer(1_500, () => fired.push("cancelled"));
  cancel();
  await clock.pass(999);
  expect(fired).toEqual([]);
  await clock.pass(2_001);
  expect(fired).toEqual(["first at 1000", "made on the way at 1500", "second at 2000"]);
  expect(clock.now()).toEqual(new Date(START.getTime() + 3_000));
});

test("setting the wall clock brings no deadline nearer", async () => {
  const clock = new LiveClock(START);
  let fired = false;
  clock.setTimer(1_000, () => {
    fired = true;
  });
  clock.set(new Date("2030-01-01T00:00:00Z"));
  await clock.pass(10);
  expect(fired).toBe(false);
  expect(clock.now()).toEqual(new Date("2030-01-01T00:00:00.010Z"));
  expect(clock.elapsed()).toBe(10);
});

test("waits until nobody asks any more", async () => {
  const clock = new LiveClock(START);
  const seen: number[] = [];
  const ask = (left: number): void => {
    seen.push(clock.elapsed());
    if (left > 0) setImmediate(() => ask(left - 1));
  };
  ask(20);
  await clock.pass(1);
  expect(seen).toHaveLength(21);
  expect(new Set(seen)).toEqual(new Set([0]));
});
