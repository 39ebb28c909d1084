import { describe, expect, test } from "vitest";
import { numberStatements } from "./number-statements.ts";
import { readStatements } from "./statements.ts";

const PAGE = `# The language

## 1. First

- <a id="1.1"></a>**1.1** A statement
  over two lines.
- no statement, though it says **1.9** somewhere
- <a id="1.3"></a>**1.3** Withdrawn: it meant something.

\`\`\`md
- <a id="1.4"></a>**1.4** an example
\`\`\`

## 2. Second

| | code | what |
|---|---|---|
| <a id="2.1"></a>**2.1** | \`a\` | of \`x \\| y\` |
`;

test("items of lists and rows of tables that begin with a number are statements, outside of code", () => {
  const { statements, problems } = readStatements(PAGE);
  expect(problems).toEqual([]);
  expect(statements).toEqual([
    { id: "1.1", text: "A statement over two lines.", withdrawn: false, line: 5, column: 3 },
    { id: "1.3", text: "Withdrawn: it meant something.", withdrawn: true, line: 8, column: 3 },
    { id: "2.1", text: "`a` · of `x \\| y`", withdrawn: false, line: 18, column: 3 },
  ]);
});

test("lines may end with CR LF", () => {
  expect(readStatements(PAGE.replaceAll("\n", "\r\n"))).toEqual(readStatements(PAGE));
});

describe("a number that is wrong is told at its place", () => {
  test.each([
    ["one that is used twice", '- <a id="1.1"></a>**1.1** again', "the number 1.1 is used before, in line 2"],
    ["one of another section", '- <a id="2.1"></a>**2.1** x', "2.1 is no number of section 1"],
    ["one without an anchor", "- **1.2** x", "the anchor of 1.2 is missing"],
    ["one with another's anchor", '- <a id="1.7"></a>**1.2** x', "the anchor of 1.2 is `1.7`"],
    ["none yet", "- **?** x", "this statement has no number"],
  ])("%s", (_, line, message) => {
    const { problems } = readStatements(`## 1. A\n- <a id="1.1"></a>**1.1** x\n${line}\n`);
    expect(problems).toMatchObject([{ line: 3, column: 3, message }]);
  });

  test("a statement before any section", () => {
    const { problems } = readStatements('- <a id="1.1"></a>**1.1** x\n');
    expect(problems).toMatchObject([{ message: "this statement stands under no section with a number" }]);
  });
});

describe("numberStatements", () => {
  test("gives the next number of the section, never one below its highest", () => {
    const text = '## 1. A\n- **?** a\n- <a id="1.4"></a>**1.4** b\n- **?** c\n\n## 2. B\n\n| **?** | d |\n';
    const { text: numbered, numbers } = numberStatements(text);
    expect(numbers).toEqual(["1.5", "1.6", "2.1"]);
    expect(numbered).toBe(
      '## 1. A\n- <a id="1.5"></a>**1.5** a\n- <a id="1.4"></a>**1.4** b\n- <a id="1.6"></a>**1.6** c\n\n## 2. B\n\n| <a id="2.1"></a>**2.1** | d |\n',
    );
  });

  test("gives an anchor to a number that has none, and changes nothing else", () => {
    expect(numberStatements("## 1. A\n- **1.1** a\n").text).toBe('## 1. A\n- <a id="1.1"></a>**1.1** a\n');
    expect(numberStatements(PAGE)).toEqual({ text: PAGE, numbers: [] });
  });

  test("leaves alone what has no section", () => {
    expect(numberStatements("- **?** a\n")).toEqual({ text: "- **?** a\n", numbers: [] });
  });
});
