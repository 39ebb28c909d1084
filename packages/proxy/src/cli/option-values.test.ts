import { availableParallelism } from "node:os";
import { InvalidArgumentError } from "commander";
import { expect, test } from "vitest";
import { durationOf, workersOf } from "./option-values.ts";

test("workers are a number, or as many as run at once", () => {
  expect(["1", "4", "256"].map(workersOf)).toEqual([1, 4, 256]);
  expect(workersOf("auto")).toBe(availableParallelism());
});

test.each(["0", "-1", "257", "two", "1.5", "", "1e2", "AUTO"])("`%s` is no number of workers", (text) => {
  expect(() => workersOf(text)).toThrow(InvalidArgumentError);
});

test("a duration has a unit", () => {
  expect(durationOf("2m")).toBe(120_000);
  expect(() => durationOf("2")).toThrow(InvalidArgumentError);
});
