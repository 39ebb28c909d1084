import { expect, test } from "vitest";
import { regularExpression } from "./regular-expression.ts";
import { Untranslatable } from "./untranslatable.ts";

test.each([
  ["^app[.]", "^app[.]"],
  ["a.c$", "a.c\\z"],
  ["^(?:a|b)-[0-9a-f]{2,4}\\.example\\.com$", "^(?:a|b)-[0-9a-f]{2,4}\\.example\\.com\\z"],
  ["a{3}b?[^.]*\\d+", "a{3}b?[^.]*\\d+"],
])("%s is read alike", (source, expected) => {
  expect(regularExpression(source)).toBe(expected);
});

test.each(["(a+)+", "(a|b)*", "(?i)a", "(?P<n>a)", "\\pL", "\\bq", "a**", "(", ")", "é", "[[:alpha:]]", "a\\z"])(
  "%s is refused",
  (source) => {
    expect(() => regularExpression(source)).toThrow(Untranslatable);
  },
);
