import { expect, test } from "vitest";
import { connections, POLICIES, policyOf, proveAsked } from "./allocation-policies.js";

const [connection] = connections();
const twenty = POLICIES.filter(({ conditions }) => conditions === 20);

test("of every policy of twenty conditions there is one with an index and one that evaluates each", () => {
  expect(twenty.filter(({ optimize }) => optimize === "never")).toHaveLength(twenty.length / 2);
  expect(twenty.length).toBeGreaterThan(0);
});

test.each(twenty)("$name: conditions are asked as the name says, and otherwise it throws", (definition) => {
  expect(() => proveAsked(definition, policyOf(definition), connection)).not.toThrow();
  const other = { ...definition, optimize: definition.optimize === "never" ? "auto" : "never" };
  expect(() => proveAsked(definition, policyOf(other), connection)).toThrow(
    /facts are read \d+ times for 20 conditions/,
  );
});
