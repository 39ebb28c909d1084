import type { JsonValue } from "@sluice/policy";
import { compareValues, type Expectation, type Mismatch } from "@sluice/policy/vectors";
import type { ToldValues } from "./telling.ts";

/** How what a target tells compares with what a vector expects. */
export interface ToldComparison {
  /** Members of `expect` of which anything was compared. */
  readonly members: readonly string[];
  readonly mismatches: readonly Mismatch[];
}

/** What stands for a secret in reports; HAProxy knows of none. */
const MASKED = "«secret»";

/** Compares values, logs and results of actions; what the target does not hold is left out. */
export function compareTold(expect: Expectation, { vars, actions, logs, untold }: ToldValues): ToldComparison {
  const members: string[] = [];
  const mismatches: Mismatch[] = [];
  const hold = (name: string, expected: JsonValue | undefined, actual: JsonValue): void => {
    if (expected === undefined) return;
    members.push(name);
    mismatches.push(...compareValues(expected, actual, `told.${name}`));
  };
  hold("vars", without(expect.vars, "vars", untold), vars);
  // HAProxy tells the results of `restrict-ips`; those of the others are what the connection or the event shows.
  const { restrict_ips } = expect.actions ?? {};
  hold("actions", without(restrict_ips && { restrict_ips }, "actions", untold), actions);
  hold(
    "logs",
    untold.includes("logs") ? undefined : (expect.logs as JsonValue | undefined),
    logs as unknown as JsonValue,
  );
  return { members, mismatches };
}

/** What is left of an expectation without the paths that are not told; `undefined`: nothing. */
function without(expected: JsonValue | undefined, path: string, untold: readonly string[]): JsonValue | undefined {
  if (expected === undefined || expected === MASKED || untold.includes(path)) return undefined;
  if (typeof expected !== "object" || expected === null || Array.isArray(expected)) return expected;
  const entries = Object.entries(expected).flatMap(([key, value]): [string, JsonValue][] => {
    const left = without(value, `${path}.${key}`, untold);
    return left === undefined ? [] : [[key, left]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
