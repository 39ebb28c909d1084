import { expect, test } from "vitest";
import { descriptorWarning } from "./descriptor-warning.ts";

test("a limit that descriptors are not enough for is told with what they are enough for", () => {
  expect(descriptorWarning({ maxConnections: 449 }, { room: 448, workers: 1 })).toBe(
    "max_connections is 449, but the descriptors are enough for 448 connections; raise the limit of open files (ulimit -n)",
  );
  expect(descriptorWarning({ maxConnections: 2_000 }, { room: 448, workers: 4 })).toMatch(
    /of 4 workers are enough for 1792 connections/,
  );
});

test("one that they are enough for is not, nor none", () => {
  expect(descriptorWarning({ maxConnections: 448 }, { room: 448, workers: 1 })).toBeUndefined();
  expect(descriptorWarning({ maxConnections: 896 }, { room: 448, workers: 2 })).toBeUndefined();
  expect(descriptorWarning({}, { room: 1, workers: 1 })).toBeUndefined();
  expect(descriptorWarning({ maxConnections: 10 }, { room: Number.POSITIVE_INFINITY, workers: 1 })).toBeUndefined();
});
