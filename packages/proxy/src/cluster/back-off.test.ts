import { expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { BackOff } from "./back-off.ts";

/** The delays of one end after the other, each this long after its start. */
function delays(lives: readonly number[]): number[] {
  const clock = new ManualClock();
  const backOff = new BackOff(clock);
  return lives.map((life) => {
    backOff.started();
    clock.advance(life);
    return backOff.ended();
  });
}

test("the first end is mended at once, a loop of them is not", () => {
  expect(delays([0, 0, 10, 0, 59_999, 0, 0, 0])).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("what has run for a minute begins anew", () => {
  expect(delays([0, 0, 60_000, 0, 3_600_000])).toEqual([0, 1_000, 0, 1_000, 0]);
});
