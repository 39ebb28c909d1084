import { expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { LimitWatch, QUIET_AFTER_MS } from "./limit-watch.ts";

test("a limit that is hit is said when it begins and when it is over, each limit by itself", () => {
  const clock = new ManualClock();
  const said: string[] = [];
  const watch = new LimitWatch(clock, (message, about) => said.push(`${about?.event} ${message}`));
  for (let i = 0; i < 100; i++) {
    watch.refused("accept-rate", 1);
    clock.advance(QUIET_AFTER_MS / 10);
  }
  watch.refused("descriptors", 3);
  expect(said).toEqual([
    "limit-hit connections are refused for a limit: accept-rate",
    "limit-hit connections are refused for a limit: descriptors",
  ]);
  said.length = 0;
  clock.advance(QUIET_AFTER_MS);
  expect(said).toEqual([
    "limit-quiet no longer refused for accept-rate: 100 connections were",
    "limit-quiet no longer refused for descriptors: 3 connections were",
  ]);
  said.length = 0;
  watch.refused("accept-rate", 2);
  watch.close();
  clock.advance(QUIET_AFTER_MS);
  expect(said).toHaveLength(1);
});
