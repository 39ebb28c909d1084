import { expect, it, test } from "vitest";
import { fileOf } from "../testing/files.ts";
import { renderGithub } from "./github.ts";

/** What the runner makes of a line with a command: it splits first and undoes the escapes then. */
function read(line: string): { command: string; properties: Record<string, string>; message: string } {
  const [, command = "", written = "", data = ""] = /^::(\w+) (.*?)::(.*)\n$/.exec(line) ?? [];
  const undone = (text: string) =>
    text.replaceAll(/%(0D|0A|3A|2C|25)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const properties = written.split(",").map((pair) => pair.split("=") as [string, string]);
  return {
    command,
    properties: Object.fromEntries(properties.map(([name, value]) => [name, undone(value)])),
    message: undone(data),
  };
}

test("the runner reads what was meant", () => {
  const path = "a, b:c::d%2C.yml";
  const said = [{ code: "invalid-cidr", of: "b", message: "100%: a,b::c %0A", hint: "50%\n::error::x" }] as const;
  expect(read(renderGithub([fileOf(path, "a\n b", said)]))).toEqual({
    command: "error",
    properties: {
      file: path,
      line: "2",
      endLine: "2",
      col: "2",
      endColumn: "3",
      title: "invalid-cidr, ERR_NGROK_2217",
    },
    message: "100%: a,b::c %0A\nhint: 50%\\n::error::x",
  });
});

it.each([
  ["unknown-key", "error"],
  ["weak-key", "warning"],
  ["not-checked", "notice"],
] as const)("%s is of the kind `%s`", (code, command) => {
  expect(read(renderGithub([fileOf("a", "a", [{ code, of: "a" }])])).command).toBe(command);
});

test("a range over lines has no columns, which the runner would drop", () => {
  const { properties } = read(renderGithub([fileOf("./a.yml", "a:\n  b\n", [{ code: "weak-key", of: "a:\n  b\n" }])]));
  expect(properties).toEqual({ file: "a.yml", line: "1", endLine: "2", title: "weak-key" });
});

test("standard input has no file, so its place is part of the message", () => {
  const shown = read(renderGithub([fileOf("-", "a\nb", [{ code: "weak-key", of: "b", message: "it is weak" }])]));
  expect(shown).toEqual({ command: "warning", properties: { title: "weak-key" }, message: "-:2:1: it is weak" });
});

test("each diagnostic is one line, and files without any are none", () => {
  const said = [
    { code: "weak-key", of: "a", message: "x\ny\r\nz" },
    { code: "weak-key", of: "a" },
  ] as const;
  expect(renderGithub([fileOf("a", "a", said), fileOf("b", "b")]).split("\n")).toHaveLength(3);
});
