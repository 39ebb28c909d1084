import { expect, test } from "vitest";
import type { TraceEntry } from "../../step.ts";
import { styleOf } from "../color.ts";
import { rulesText } from "./rules-text.ts";

test("a policy of any length has a text", () => {
  const place = { line: 1, column: 1, offset: 0 };
  const range = { start: place, end: place };
  const count = 150_000;
  const action = { type: "log", range };
  const rules = Array.from({ length: count + 1 }, () => ({ range, expressions: [], actions: [action] }));
  const trace: TraceEntry[] = Array.from({ length: count }, (_, rule) => ({
    rule,
    action: 0,
    type: "log",
    result: {},
  }));
  const lines = rulesText({ path: "p.yml", rules, answer: { outcome: "continue" } }, trace, styleOf(false));
  expect(lines.length).toBe(2 * count + 1);
  expect(lines.slice(-3)).toEqual([
    `rule ${count - 1}  p.yml:1  ran`,
    "  action 0 `log`",
    `rule ${count}  p.yml:1  not reached`,
  ]);
});
