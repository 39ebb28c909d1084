import { describe, expect, it } from "vitest";
import { evaluate } from "../testing/evaluate.ts";
import { CelMap } from "../value.ts";

describe("lists", () => {
  it.each([
    ["[3, 1, 2].sort()", [1n, 2n, 3n]],
    ["[3, d].sort()", "fault invalid-argument"],
    ["[1.5, 0.0 / 0.0].sort()", "constant-fault"],
    ["[0.0 / 0.0, double(s.size())].sort()", "fault invalid-argument"],
    ["[1, 1u, 1.0, 'a', 'a', 2].distinct()", [1n, "a", 2n]],
    ["[[1], [2, [3]]].flatten()", [1n, 2n, [3n]]],
    ["[[1], [2, [3]]].flatten(0)", [[1n], [2n, [3n]]]],
    ["[[1], [2, [3, [s]]]].flatten(9223372036854775807)", [1n, 2n, 3n, ""]],
    ["[[1]].flatten(-1 + s.size())", "fault invalid-argument"],
    ["[1, 2, [], [], [3, 4]].flatten()", [1n, 2n, 3n, 4n]],
    ["[[1]].flatten() == ['a']", "no-such-overload"],
    ["['\uff5e', '😀', 'a'].sort()", ["a", "\uff5e", "😀"]],
    ["[[1]].sort()", "constant-fault"],
    ["[0.0 / 0.0, 1.0, 1.0].distinct().size()", 2n],
    ["[[1], [1u], [s], {}, {}].distinct()", [[1n], [""], CelMap.of([])]],
    ["[1, 2, 3].slice(1, 3)", [2n, 3n]],
    ["[1].slice(1, 3)", "constant-fault"],
    ["lists.range(3)", [0n, 1n, 2n]],
    ["lists.range(1 << 3)", "expression-syntax"],
    ["lists.range(9999999999)", "constant-fault"],
    ["[1, 2].reverse()", [2n, 1n]],
    ["['a', s].join('-')", "a-"],
  ])("%s", (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });
});
