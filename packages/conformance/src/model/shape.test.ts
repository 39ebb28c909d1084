import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const HERE = import.meta.dirname;
const FILES = readdirSync(HERE, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
);
const textOf = (name: string) => readFileSync(join(HERE, name), "utf8");

/** CEL is a language of its own: its grammar (`syntax`) and what it brings (`functions`) are the library. */
const LIBRARY = /^(?:functions|syntax)[\\/]/;

test("the model has at most 600 lines beside the library", () => {
  const lines = FILES.filter((name) => !LIBRARY.test(name)).map((name) => textOf(name).split("\n").length - 1);
  expect(lines.length).toBeGreaterThan(4);
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(600);
});

/** All that the model takes from the project: types, and the host that vectors have. */
const ALLOWED: readonly RegExp[] = [
  /^import type \{[^}]*\} from "(?:@sluice\/policy|@sluice\/policy\/vectors|\.\.\/engine\.ts)";$/,
  /^import \{(?: ?(?:certificateOf|situationOf|type \w+),?)+ \} from "@sluice\/policy\/vectors";$/,
];

test("nothing of the model imports the compiler, or a CEL library", () => {
  const found = FILES.flatMap((name) => {
    const imports = textOf(name).match(/^(?:import|export)\s[^;=(]*\sfrom\s[^;]*;/gm) ?? [];
    const foreign = imports.map((each) => each.replace(/\s+/g, " ")).filter((each) => !isOwn(each));
    return foreign.map((each) => `${name}: ${each}`);
  });
  expect(found).toEqual([]);
  expect(FILES.filter((name) => /\bimport\(|\brequire\(/.test(textOf(name)))).toEqual([]);
});

function isOwn(statement: string): boolean {
  const from = /from "([^"]*)"/.exec(statement)?.[1] ?? "";
  if (/^(?:node:crypto|ipaddr\.js|yaml)$/.test(from)) return true;
  return (from.startsWith(".") && !/^\.\.\/engine/.test(from)) || ALLOWED.some((allowed) => allowed.test(statement));
}
