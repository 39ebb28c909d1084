import { expect, test } from "vitest";
import { regularExpression } from "./regular-expression.ts";
import { Untranslatable } from "./untranslatable.ts";

test.each([
  ["^app[.]", "^app[.]"],
  ["a.c$", "a.c\\z"],
  ["^(?:a|b)-[0-9a-f]{2,4}\\.example\\.com$", "^(?:a|b)-[0-9a-f]{2,4}\\.example\\.com\\z"],
  ["^a{3}b?[^.]*\\d", "^a{3}b?[^.]*\\d"],
])("%s is read alike", (source, expected) => {
  expect(regularExpression(source, { longest: 253 })).toBe(expected);
});

test.each(["(a+)+", "(a|b)*", "(?i)a", "(?P<n>a)", "\\pL", "\\bq", "a**", "(", ")", "é", "[[:alpha:]]", "a\\z"])(
  "%s is refused",
  (source) => {
    expect(() => regularExpression(source, { longest: 253 })).toThrow(Untranslatable);
  },
);

/** How many ways PCRE2 may try on a text of 253 characters. */
test.each([
  ["^a*$", true],
  ["a*", true],
  ["^[a-z]+[.][a-z]+$", true],
  ["[a-z]+[.][a-z]+", false],
  ["^a*|b*$", false],
  ["^a*a*a*b", false],
  ["^a{2,}a{2,}b{2,}", false],
  ["^a{0,99}a{0,99}a{0,99}b", false],
  [`^${"a?".repeat(16)}$`, true],
  [`^${"a?".repeat(17)}$`, false],
  [`^${"(a|a)".repeat(16)}b`, true],
  [`^${"(a|a)".repeat(17)}b`, false],
  [`^${"a{9}".repeat(20)}\\+\\*\\?`, true],
  ["a".repeat(256), true],
  ["a".repeat(257), false],
])("%s has ways few enough: %s", (source, expected) => {
  const read = () => regularExpression(source, { longest: 253 });
  if (expected) expect(read()).not.toBe("");
  else expect(read).toThrow(Untranslatable);
});

test("what is cheap on short text need not be on long text", () => {
  expect(regularExpression("^a*b*c", { longest: 253 })).toBe("^a*b*c");
  expect(() => regularExpression("^a*b*c", { longest: 2_048 })).toThrow(Untranslatable);
});
