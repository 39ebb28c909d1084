import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { Reporter } from "../diagnostics/reporter.ts";
import { LineIndex } from "../source/lines.ts";
import { applySuppressions } from "./suppressions.ts";

/** What is left of diagnostics that were found at the lines; those of comments with what they stand at. */
function left(text: string, ...found: readonly (readonly [DiagnosticCode, line: number])[]): string[] {
  const lines = new LineIndex(text);
  const reporter = new Reporter(lines);
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
  for (const [code, line] of found) {
    const at = starts[line - 1] ?? 0;
    reporter.report(code, at, at + 1, "x");
  }
  return applySuppressions(text, reporter.diagnostics(), lines).map((one) => shown(text, one));
}

function shown(text: string, { code, range: { start, end } }: Diagnostic): string {
  const own = code === "invalid-suppression" || code === "unused-suppression";
  return own ? `${code} ${text.slice(start.offset, end.offset)}` : `${code}:${start.line}`;
}

/** Comments that silence both, and the line that they do it on. */
describe("a comment silences", () => {
  test.each([
    ["the line that it ends", "b: 1\na: 1 # sluice-ignore CODES: why\nb: 2\n", 2],
    ["the next line", "# sluice-ignore CODES: why\na: 1\nb: 1\n", 2],
    ["the next line that says something", "b: 1\n  # sluice-ignore CODES: why\n\n  # more\n \t\na: 1\n", 6],
    ["several codes, with spaces or without", "a: 1 #sluice-ignore CODES:why\n", 1],
    ["with a reason that has colons and commas", "a: 1 # sluice-ignore CODES: why: because, well\n", 1],
    ["behind the header of a block scalar", "a: | # sluice-ignore CODES: why\n  x\n", 1],
    ["behind an anchor", "a: &x # sluice-ignore CODES: why\n  b\n", 1],
    ["in flow style", '{ # sluice-ignore CODES: why\n  "a": 1 }\n', 1],
    ["in a list", "a: [b, # sluice-ignore CODES: why\n  c]\n", 1],
    ["at the end of the file", "b: 1\na: 1 # sluice-ignore CODES: why", 2],
    ["behind the start of a document", "b: 1\n--- # sluice-ignore CODES: why\na: 1\n", 2],
    ["where lines end in CR LF", "b: 1\r\n# sluice-ignore CODES: why\r\n\r\na: 1\r\n", 4],
    ["where lines end in CR", "b: 1\r# sluice-ignore CODES: why\ra: 1\r", 3],
    ["behind a byte order mark", "\ufeff# sluice-ignore CODES: why\na: 1\n", 2],
    ["beside a rule that cannot be read", "on_tcp_connect:\n  - name: 'x\n  - name: y # sluice-ignore CODES: why\n", 3],
    ["beside a document that cannot be read", "a: 'x\n---\nb: 1 # sluice-ignore CODES: why\n", 3],
  ])("%s", (_, text, line) => {
    const both = text.replace("CODES", "cidr-host-bits, unused-variable");
    expect(left(both, ["cidr-host-bits", line], ["unused-variable", line])).toEqual([]);
    const one = text.replace("CODES", "cidr-host-bits");
    expect(left(one, ["cidr-host-bits", line], ["unused-variable", line])).toEqual([`unused-variable:${line}`]);
    const other = left(one, ["cidr-host-bits", line === 1 ? 2 : 1]);
    expect(other).toContain("unused-suppression cidr-host-bits");
    expect(other).toContain(`cidr-host-bits:${line === 1 ? 2 : 1}`);
  });

  test("with others that stand above the same line", () => {
    const text = "# sluice-ignore cidr-host-bits: a\n# sluice-ignore unused-variable: b\na: 1\n";
    expect(left(text, ["cidr-host-bits", 3], ["unused-variable", 3])).toEqual([]);
  });

  test("every diagnostic of its code on the line", () => {
    expect(left("a: 1 # sluice-ignore cidr-host-bits: why\n", ["cidr-host-bits", 1], ["cidr-host-bits", 1])).toEqual(
      [],
    );
  });
});

describe("what is no comment silences nothing and is not told of", () => {
  test.each([
    ["a quoted text", 'a: "x # sluice-ignore cidr-host-bits: why"\n'],
    ["a text in single quotes", "a: 'x # sluice-ignore cidr-host-bits: why'\n"],
    ["a plain text", "a: x# sluice-ignore cidr-host-bits\n"],
    ["a block scalar", "a: |\n  # sluice-ignore cidr-host-bits: why\n"],
    ["a text over lines", 'a: "x\n  # sluice-ignore cidr-host-bits: why"\n'],
    ["another word", "a: x # sluice-ignored cidr-host-bits\n"],
    ["a word in another comment", "a: x # see sluice-ignore cidr-host-bits\n"],
  ])("%s", (_, text) => {
    const lines = text.split("\n").length;
    for (let line = 1; line < lines; line++) {
      expect(left(text, ["cidr-host-bits", line])).toEqual([`cidr-host-bits:${line}`]);
    }
  });
});

describe("a suppression that is wrong silences nothing and is told of", () => {
  test.each([
    ["without a code", "sluice-ignore", "sluice-ignore"],
    ["without a code, with a reason", "sluice-ignore: why", "sluice-ignore"],
    ["without a reason", "sluice-ignore cidr-host-bits", "sluice-ignore cidr-host-bits"],
    ["with an empty reason", "sluice-ignore cidr-host-bits:  ", "sluice-ignore cidr-host-bits:"],
    ["with an unknown code", "sluice-ignore cidr-host-bits, cidr-hostbits: why", "cidr-hostbits"],
    ["with a property of every object", "sluice-ignore constructor: why", "constructor"],
    ["with an error of the language", "sluice-ignore unknown-action, cidr-host-bits: why", "unknown-action"],
    ["with a comma too many", "sluice-ignore cidr-host-bits,: why", ""],
  ])("%s", (_, comment, at) => {
    expect(left(`a: 1 # ${comment}\n`, ["cidr-host-bits", 1])).toEqual([
      "cidr-host-bits:1",
      `invalid-suppression ${at}`,
    ]);
  });

  test("with each of its mistakes", () => {
    const text = "a: 1 # sluice-ignore one, unknown-action, cidr-host-bits: why\n";
    expect(left(text)).toEqual(["invalid-suppression one", "invalid-suppression unknown-action"]);
  });

  test("with what was meant", () => {
    const text = "a: 1 # sluice-ignore cidr-hostbits: why\n";
    expect(applySuppressions(text, [], new LineIndex(text))[0]?.hint).toBe("did you mean `cidr-host-bits`?");
  });
});

describe("a suppression that silences nothing", () => {
  test("is told of at its code", () => {
    const text = "a: 1 # sluice-ignore cidr-host-bits, unused-variable: why\n";
    expect(left(text, ["cidr-host-bits", 1])).toEqual(["unused-suppression unused-variable"]);
  });

  test("is not told of where an error kept something from being looked at", () => {
    const text = "a: 1 # sluice-ignore cidr-host-bits: why\nb: 1\n";
    expect(left(text, ["unknown-action", 2])).toEqual(["unknown-action:2"]);
  });

  test("is told of behind the last line too", () => {
    expect(left("a: 1\n# sluice-ignore cidr-host-bits: why\n")).toEqual(["unused-suppression cidr-host-bits"]);
  });
});

test("an error of the language is never silenced", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), fc.constantFrom("", ", cidr-host-bits", ": why"), (noise, more) => {
      const text = `a: 1 # sluice-ignore unknown-action${more}${noise}: why\n`;
      expect(left(text, ["unknown-action", 1])).toContain("unknown-action:1");
    }),
    { seed: 1 },
  );
});

test("what stays is in the order of the file", () => {
  const text = "a: 1 # sluice-ignore x: y\nb: 1\n# sluice-ignore x: y\n";
  expect(left(text, ["cidr-host-bits", 2], ["unused-variable", 1])).toEqual([
    "unused-variable:1",
    "invalid-suppression x",
    "cidr-host-bits:2",
    "invalid-suppression x",
  ]);
});
