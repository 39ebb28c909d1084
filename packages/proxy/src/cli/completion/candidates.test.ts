import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createProgram } from "../program.ts";
import { complete } from "./candidates.ts";
import { printCompletion, readQuestion } from "./shells.ts";
import { splitLine } from "./split-line.ts";

/** What the last word could become, and whether it could be a file. */
async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const endpointNames = async (configs: readonly string[]) => [...configs, "web", "db"];
  const { candidates, files } = await complete(createProgram([]), words, { endpointNames });
  return [...candidates.map(({ value }) => value), ...(files ? ["<file>"] : [])];
}

describe("what could be typed next", () => {
  test.each<[string[], string[]]>([
    [["t"], ["tcp", "tls", "test"]],
    [["comple"], ["completion"]],
    [["config", "p"], ["print"]],
    [["completion", "z"], ["zsh"]],
    [
      ["start", ""],
      ["web", "db"],
    ],
    [["start", "web", ""], ["db"]],
    [
      ["start", "--config", "a.yml", "--config=b.yml", ""],
      ["a.yml", "b.yml", "web", "db"],
    ],
    [["start", "--config", ""], ["<file>"]],
    [
      ["start", "--log-format", ""],
      ["text", "json"],
    ],
    [["start", "--log-format=j"], ["--log-format=json"]],
    [["tls", "--crt="], ["<file>"]],
    [
      ["tls", "1", "--pooling-enabled="],
      ["--pooling-enabled=true", "--pooling-enabled=false"],
    ],
    [["tls", "--url", ""], []],
    [["tcp", "1", "--upstream-p"], ["--upstream-proxy-protocol"]],
    [["tcp", "--pooling-enabled", "1", "--ur"], ["--url"]],
    [["check", ""], ["<file>"]],
    [["check", "--format", "s"], ["sarif"]],
    [["start", "--", "--x"], []],
    [
      ["nonsense", "--nonsense=", ""],
      ["--version", "--help"],
    ],
  ])("%j", async (words, expected) => expect(await completed(...words)).toEqual(expected));

  test("are flags where nothing else could be", async () => {
    expect(await completed("tcp", "5432", "")).toContain("--traffic-policy-file");
    expect(await completed("tcp", "5432", "")).not.toContain("--crt");
  });

  test("is never a reason to fail", async () => {
    const word = fc.oneof(fc.string(), fc.constantFrom("tls", "--crt", "--format=", "--", "start", "config", "-"));
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (words) => void (await completed(...words))),
    );
  });
});

test.each([
  ["sluice tls", ["sluice", "tls"]],
  ["sluice  'a b' ", ["sluice", "a b", ""]],
  [`sluice "a \\"b" c\\ d`, ["sluice", 'a "b', "c d"]],
  ["sluice 'a\\b", ["sluice", "a\\b"]],
  ["sluice ''", ["sluice", ""]],
  ["", [""]],
])("the words of %j", (line, words) => expect(splitLine(line)).toEqual(words));

test.each([
  ["sluice start --format=te", "te", "--format="],
  ["sluice start --format=", "=", "--format="],
  ["sluice start --form", "--form", ""],
  ["sluice tcp a:1", "1", "a:"],
  ["sluice start a:b\\;c", "b\\;c", "a:"],
])("of %j bash keeps what stands before %j", (line, part, kept) => {
  expect(readQuestion("bash", [line, part]).kept).toBe(kept);
});

describe("what bash is given", () => {
  const given = (line: string, ...names: string[]): string[] => {
    const question = readQuestion("bash", [line, line.split(" ").at(-1) ?? ""]);
    const candidates = names.map((value) => ({ value, description: "" }));
    return printCompletion("bash", { candidates, files: false }, question).split("\n").slice(0, -1);
  };

  test("is one word each, whatever it is called", () => {
    expect(given("sluice start ", "a b;c", "$(d)", "it's", "~", "é-1.2")).toEqual([
      "a\\ b\\;c",
      "\\$\\(d\\)",
      "it\\'s",
      "\\~",
      "é-1.2",
    ]);
  });

  test.each(["'", '"', "$'"])("is what stands for itself behind %s", (quote) => {
    expect(given(`sluice start ${quote}`, "a b;c", "$(d)", "it's", '"', "`e`", "f!", "g\\")).toEqual(["a b;c"]);
  });

  test("is nothing that a terminal obeys", () => {
    expect(given("sluice start ", "a\u001b[31m", "b\nc", "d\u009b", "e\u202e", "f")).toEqual(["f"]);
  });
});
