import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { compileRegex } from "./index.ts";
import { parseRegexp } from "./parse.ts";

/** What both say of a text; of a pattern that is wrong, that it is. */
function ours(pattern: string, text: string): boolean | "invalid" {
  const regex = compileRegex(pattern);
  return typeof regex === "string" ? "invalid" : regex.test(text);
}

function theirs(pattern: string, text: string): boolean | "invalid" {
  try {
    return RE2JS.compile(pattern).test(text);
  } catch {
    return "invalid";
  }
}

describe("what a pattern matches", () => {
  it.each<[string, string, boolean]>([
    ["^[a-z0-9-]+\\.example\\.com$", "api.example.com", true],
    ["^[a-z0-9-]+\\.example\\.com$", "a.b.example.com", false],
    ["^[a-z0-9-]+\\.example\\.com$", ".example.com", false],
    ["^[a-z0-9-]+\\.example\\.com$", "apiéexample.com", false],
    ["a|b", "xxb", true],
    ["^(a|b)$", "b\n", false],
    ["(?m)^b$", "a\nb\nc", true],
    ["^b$", "a\nb\nc", false],
    [".", "\n", false],
    ["(?s).", "\n", true],
    [".", "\ud800", true],
    ["^.$", "😀", true],
    ["\\s", "\v", false],
    ["[[:space:]]", "\v", true],
    ["(?i)kelvin", "\u212aelvin", true],
    ["(?i)[^k]", "K", false],
    ["(?i)[[:^upper:]]", "a", false],
    ["a(?i)b|c", "C", true],
    ["(a(?i)b)c", "aBC", false],
    ["\\bcat\\b", "a cat.", true],
    ["\\bcat\\b", "concat", false],
    ["\\Bcat", "concat", true],
    ["x{2,3}y", "xy", false],
    ["x{2,3}y", "xxxxy", true],
    ["^x{2,3}y", "xxxxy", false],
    ["^x{0}$", "", true],
    ["a{,2}", "a{,2}", true],
    ["", "é", true],
    ["$", "", true],
    ["\\.example\\.com$", "é.example.com", true],
    ["a\\b.example$", "a.example", true],
    ["é", "café", true],
    ["\\pL", "é", true],
  ])("%j on %j: %s", (pattern, text, matches) => {
    expect(ours(pattern, text)).toBe(matches);
    expect(theirs(pattern, text)).toBe(matches);
  });

  it("says what is wrong as RE2 does", () => {
    expect(compileRegex("a(")).toContain("missing closing )");
    expect(compileRegex("(?=a)")).toContain("(?=");
    expect(compileRegex("a{1001}")).toContain("invalid repeat count");
    expect(compileRegex("((a{0,40}){0,40}){0}")).toContain("invalid repeat count");
    expect(compileRegex("a".repeat(2001))).toContain("longer than");
  });
});

describe("the subset", () => {
  it.each([
    "^[a-z0-9-]+\\.example\\.com$",
    "(?i)^(www|api)\\.",
    "^[\\w.+-]+@[\\w-]+(?:\\.[\\w-]{2,})+$",
    "[[:alpha:]_][[:^space:]]*?",
    "\\A\\d{1,3}(\\.\\d{1,3}){3}\\z",
  ])("has %s", (pattern) => expect(parseRegexp(pattern)).toBeDefined());

  it.each([
    "é",
    "\\pL",
    "[^]a]",
    "a**",
    "*",
    "(?P<n>a)",
    "\\Qa\\E",
    "\\x41",
    "[b-a]",
    "[a-\\d]",
    "^*",
    "(",
    ")",
    "a{2",
  ])("has not %s", (pattern) => expect(parseRegexp(pattern)).toBeUndefined());
});

const ATOMS = [
  ...[
    "a",
    "b",
    "k",
    "-",
    " ",
    "_",
    "A",
    "\\.",
    ".",
    "\\n",
    "\\d",
    "\\D",
    "\\w",
    "\\W",
    "\\s",
    "\\S",
    "\\-",
    "\\t",
    "]",
    "}",
  ],
  ...[
    "[ab]",
    "[^a]",
    "[a-c_]",
    "[^\\w\\n]",
    "[[:alpha:]]",
    "[[:^lower:]-]",
    "[-k]",
    "[\\W-]",
    "[^K\\s]",
    "[^[:upper:]]",
  ],
  ...["^", "$", "\\A", "\\z", "\\b", "\\B", "(?i)", "(?s)", "(?m)", "()", "(?:)"],
];
/** Outside of the subset, or wrong. */
const STRANGE = ["é", "[é-ÿ]", "[]a]", "\\x61", "{", "[k-", "(?-i:a)", "a**", "a{,2}", "a{3,1}", "^*", "(?i)+"];
const REPEATS = ["*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{0}", "{2,3}?"];

const { pattern } = fc.letrec<{ pattern: string; term: string; repeated: string; atom: string; group: string }>(
  (tie) => ({
    pattern: fc
      .array(fc.array(tie("term"), { maxLength: 5 }), { minLength: 1, maxLength: 3 })
      .map((options) => options.map((terms) => terms.join("")).join("|")),
    term: fc.oneof(
      { weight: 40, arbitrary: tie("atom") },
      { weight: 1, arbitrary: fc.constantFrom(...STRANGE) },
      { weight: 20, arbitrary: fc.tuple(tie("repeated"), fc.constantFrom(...REPEATS)).map((both) => both.join("")) },
    ),
    repeated: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...ATOMS.filter((each) => !/^(\^|\$|\\[AzbB]|\(\?.\))$/.test(each))) },
      { weight: 2, arbitrary: tie("group") },
    ),
    atom: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 4, arbitrary: fc.constantFrom(...ATOMS) },
      { weight: 1, arbitrary: tie("group") },
    ),
    group: fc
      .tuple(fc.constantFrom("(", "(?:", "(?i:", "(?ms:"), tie("pattern"))
      .map(([open, inner]) => `${open}${inner})`),
  }),
);
const LETTERS = ["a", "b", "c", "k", "K", "A", "_", "-", ".", " ", "\n", "7", "]", "}", "\v"];
const ascii = fc.array(fc.constantFrom(...LETTERS), { maxLength: 8 }).map((letters) => letters.join(""));
const any = fc
  .array(fc.constantFrom(...LETTERS, "é", "😀", "\ud83d", "\ude00", "\u212a", "ſ"), { maxLength: 6 })
  .map((letters) => letters.join(""));

describe("the same as RE2", () => {
  it("for patterns and texts at random", () => {
    let understood = 0;
    fc.assert(
      fc.property(pattern, fc.array(ascii, { minLength: 4, maxLength: 4 }), any, (source, texts, last) => {
        const regex = compileRegex(source);
        if (parseRegexp(source) !== undefined) understood++;
        for (const text of [...texts, last]) {
          expect(typeof regex === "string" ? "invalid" : regex.test(text)).toBe(theirs(source, text));
        }
      }),
      { numRuns: 6000 },
    );
    expect(understood).toBeGreaterThan(3000);
  });

  it("for patterns with characters at random, right or wrong", () => {
    const unit = fc.constantFrom(..."ab-\\d[]^$(){}|*+?:.1,i");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 10 }), ascii, (source, text) => {
        expect(ours(source, text)).toBe(theirs(source, text));
      }),
      { numRuns: 4000 },
    );
  });
});
