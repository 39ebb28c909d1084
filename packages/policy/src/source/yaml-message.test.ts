import { expect, test } from "vitest";
import { readDocuments } from "./documents.ts";
import { LineIndex } from "./lines.ts";
import { parseYaml, problemsOf } from "./yaml.ts";

interface Told {
  readonly at: string;
  readonly message: string;
  readonly hint: string | undefined;
}

function toldOf(text: string): readonly Told[] {
  const lines = new LineIndex(text);
  const told: Told[] = [];
  const sink = {
    report(_: string, start: number, __: number, message: string, options?: { readonly hint?: string | undefined }) {
      const { line, column } = lines.position(start);
      told.push({ at: `${line}:${column}`, message, hint: options?.hint });
    },
  };
  for (const { problems } of readDocuments(text)) problems.reportTo(sink);
  return told;
}

/** `lines` stand in a rule, from column 5. */
function rule(lines: string): string {
  return `on_tcp_connect:\n  - ${lines.replaceAll("\n", "\n    ")}\n`;
}

test.each([
  ["an unquoted `: `", rule("name: b: c"), "2:11"],
  ["a line that is indented too deep", rule("name: b\n   actions: []"), "2:11"],
  ["a phase without its colon", "on_tcp_connect\n  - actions: []\n", "1:1"],
  ["a key without its colon", rule("actions\n  - type: deny"), "2:5"],
  ["a key without its colon between others", rule("name: a\nb\nactions: []"), "3:5"],
  ["an expression that goes on in the column of its list", rule("expressions:\n  - a\n  || b"), "4:7"],
  ["a key between a list's columns", rule("actions:\n  - type: deny\n   config: {}"), "4:8"],
  ["a list on the line of its key", rule("actions: - type: deny"), "2:14"],
  ["a tab as indentation", "on_tcp_connect:\n\t- actions: []\n", "2:1"],
  ["an unquoted `@`", rule("name: @b"), "2:11"],
  ["an unquoted backtick", rule("name: `b`"), "2:11"],
  ["an unquoted `%`", rule("name: %b"), "2:11"],
  ["an unquoted `|` before text", rule("expressions:\n  - || b"), "3:10"],
  ["an unquoted `>` before text", rule("expressions:\n  - > 5"), "3:11"],
  ["an unquoted `*`", rule("name: *.internal"), "2:11"],
  ["a backslash in double quotes", rule('name: "b\\.c"'), "2:13"],
  ["text behind a quoted value", rule("name: 'it's'"), "2:15"],
  ["an operator behind a quoted value", rule("expressions:\n  - \"b\" == 'c'"), "3:13"],
  ["text behind a closing bracket", rule("expressions:\n  - [1, 2].size() == 2"), "3:15"],
  ["a comma left out between maps", rule("actions: [{type: log} {type: deny}]"), "2:27"],
  ["a comma left out between members", '{"on_tcp_connect": [{"name": "b" "actions": []}]}\n', "1:30"],
  ["a bracket that ends too far left", "on_tcp_connect:\n  - actions: [{type: deny},\n]\n", "2:14"],
])("%s is told at its place, in other words than the library's, and with a mend", (_, text, at) => {
  const told = toldOf(text);
  expect(told.map((each) => each.at)).toEqual([at]);
  expect(told[0]?.hint).toBeDefined();
  const raw = parseYaml(text).flatMap((document) => problemsOf(document).map(({ message }) => message.toLowerCase()));
  expect(raw).not.toContain(told[0]?.message.toLowerCase());
});
