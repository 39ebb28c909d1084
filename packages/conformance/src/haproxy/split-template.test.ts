import { expect, test } from "vitest";
import { splitTemplate } from "./split-template.ts";
import { Untranslatable } from "./untranslatable.ts";

test.each([
  ["text", [{ text: "text" }]],
  ["", []],
  ["${a}", [{ expression: "a" }]],
  ["x ${a}${b} y", [{ text: "x " }, { expression: "a" }, { expression: "b" }, { text: " y" }]],
  ["$${a} $5", [{ text: "${a} $5" }]],
  ["${'}' + \"{\"}!", [{ expression: "'}' + \"{\"" }, { text: "!" }]],
  ["${{'a': {'b': 5}}.a.b}", [{ expression: "{'a': {'b': 5}}.a.b" }]],
])("`%s`", (value, parts) => {
  expect(splitTemplate(value)).toEqual(parts);
});

test("what the parser does not know has no translation", () => {
  expect(() => splitTemplate("${a.?b}")).toThrow(Untranslatable);
});
