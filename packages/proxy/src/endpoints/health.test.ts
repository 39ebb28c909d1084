import { describe, expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { FIRST_BACK_OFF, Health, LONGEST_BACK_OFF } from "./health.ts";

/** Milliseconds until it is live again. */
function backOffOf(health: Health, clock: ManualClock): number {
  let waited = 0;
  for (; !health.live; waited += 500) clock.advance(500);
  return waited;
}

function made(): { readonly clock: ManualClock; readonly health: Health; readonly fail: () => void } {
  const clock = new ManualClock();
  clock.advance(10);
  const health = new Health(clock);
  return {
    clock,
    health,
    fail: () => {
      const attempt = health.begin();
      clock.advance(1);
      attempt.ended("failed");
    },
  };
}

describe("Health", () => {
  test("is live until a dial fails", () => {
    const { health, fail } = made();
    expect(health.live).toBe(true);
    fail();
    expect(health.live).toBe(false);
  });

  test("doubles its back-off to a minute", () => {
    const { health, clock, fail } = made();
    const seconds = Array.from({ length: 8 }, () => {
      fail();
      return backOffOf(health, clock) / 1_000;
    });
    expect(seconds).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect([FIRST_BACK_OFF, LONGEST_BACK_OFF]).toEqual([1_000, 60_000]);
  });

  test("begins with the first back-off again once it was reached", () => {
    const { health, clock, fail } = made();
    fail();
    backOffOf(health, clock);
    fail();
    backOffOf(health, clock);
    health.begin().ended("reached");
    expect(health.live).toBe(true);
    fail();
    expect(backOffOf(health, clock)).toBe(1_000);
  });

  test("takes the failures of connections that were dialled at one time for one", () => {
    const { health, clock } = made();
    const attempts = Array.from({ length: 50 }, () => health.begin());
    for (const attempt of attempts) {
      clock.advance(1);
      attempt.ended("failed");
    }
    expect(backOffOf(health, clock)).toBe(1_000);
  });

  test("is tried out by one connection, and the others pass it over meanwhile", () => {
    const { health, clock, fail } = made();
    fail();
    backOffOf(health, clock);
    const trial = health.begin();
    expect(health.live).toBe(false);
    trial.ended("given-up");
    expect(health.live).toBe(true);
    health.begin().ended("reached");
    expect(health.live).toBe(true);
  });

  test("starts its back-off anew, no longer one, when it is dialled during it", () => {
    const { health, clock, fail } = made();
    fail();
    clock.advance(500);
    fail();
    expect(backOffOf(health, clock)).toBe(1_000);
    fail();
    expect(backOffOf(health, clock)).toBe(2_000);
  });

  test("ends its back-off at once when it is reached during it", () => {
    const { health, fail } = made();
    fail();
    health.begin().ended("reached");
    expect(health.live).toBe(true);
  });
});
