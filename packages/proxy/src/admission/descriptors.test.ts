import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { connectionsFor, descriptorLimit } from "./descriptors.ts";

test("the limit is the one that the process has", () => {
  const here = execFileSync("sh", ["-c", "ulimit -Hn"], { encoding: "utf8" }).trim();
  expect(descriptorLimit()).toBe(here === "unlimited" ? undefined : Number(here));
});

test.each([
  [1_024, 448],
  [20_000, 9_936],
  [1_048_576, 524_224],
  [100, 1],
])("%i descriptors are enough for %i connections", (descriptors, connections) => {
  expect(connectionsFor(descriptors)).toBe(connections);
  if (connections > 1) expect(connections * 2).toBeLessThan(descriptors - 64);
});
