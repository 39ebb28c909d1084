import { expect, test } from "vitest";
import type { FileDiagnostic } from "../config/diagnostics.ts";
import { commandLine } from "../sources/command-line/command-line.ts";
import { printDiagnostics } from "./print-diagnostics.ts";

const HOSTILE = "a\u001b[2J\nsluice: stopped\r\u009b31m\u202e";
const start = { line: 1, column: 8, offset: 7 };
const end = { line: 1, column: 11, offset: 10 };

function diagnostic(path: string): FileDiagnostic {
  const range = { start, end };
  return { path, code: "unknown-key", severity: "error", message: `no \`${HOSTILE}\``, hint: HOSTILE, range };
}

test("what a configuration holds, and what a file is called, steers no terminal and makes no line", () => {
  const printed = printDiagnostics([diagnostic(`/etc/${HOSTILE}.yml`)], "/etc");
  expect(printed.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
  expect(printed.match(/\n/g)).toHaveLength(2);
  expect(printed).toContain("a\\u{1b}[2J\\nsluice: stopped");
});

test("what was typed stays in its line, its marks below it", () => {
  const typed = { scheme: "tcp", args: ["tcp", HOSTILE], switches: [], directory: "/" } as const;
  const printed = printDiagnostics([diagnostic("command line")], "/", typed);
  expect(printed.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
  expect(printed.split("\n").slice(1, 3)).toEqual([`  ${commandLine(typed.args).text}`, "         ^^^"]);
});
