import { parse } from "yaml";
import { checkPolicies } from "../../check/check-files.ts";
import { createX509Checks } from "../../cli/x509-checks.ts";
import { compilePolicy } from "../../compile.ts";
import type { Resources } from "../../resources.ts";
import type { CheckedFile } from "../checked-file.ts";

/** An example of the page, as it says that it is to be read. */
export interface Example {
  readonly text: string;
  /** With the page's resources. */
  readonly resources: boolean;
  /** By `compilePolicy` instead of `check`. */
  readonly compile: boolean;
  /** What is marked; absent where nothing is. */
  readonly at?: Mark;
}

/** Where a mark begins, and how long it is where that can be seen. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly length?: number;
}

/** What the page has of one code. */
export interface Section {
  readonly code: string;
  /** The prose above the examples. */
  readonly prose: string;
  readonly wrong: Example;
  readonly right: Example;
}

const SECTION = /^### `([a-z0-9-]+)`\n(.*?)^```yaml (wrong.*?)```$(.*?)^```yaml (right.*?)```$/gms;

/** The sections of the page, in its order. */
export function sectionsOf(page: string): Section[] {
  return Array.from(page.matchAll(SECTION), ([, code = "", prose = "", wrong = "", between = "", right = ""]) => ({
    code,
    prose: prose + between,
    wrong: exampleOf(wrong),
    right: exampleOf(right),
  }));
}

/** `fenced` is a code block from behind its language: the words that say how it is read, then its lines. */
function exampleOf(fenced: string): Example {
  const [words = "", ...lines] = fenced.split("\n");
  const options = words.split(" ").slice(1);
  const known = options.filter((word) => /^(resources|compile|times=\d+|at=\d+:\d+)$/.test(word));
  if (known.length !== options.length) throw new Error(`the page says \`${words}\`, which means nothing`);
  const times = Number(optionOf(options, "times") ?? 1);
  const repeated = `${lines.at(-2)}\n`.repeat(times - 1);
  const at = markIn(lines) ?? placeOf(optionOf(options, "at"));
  return {
    text: lines.join("\n") + repeated,
    resources: options.includes("resources"),
    compile: options.includes("compile"),
    ...(at === undefined ? {} : { at }),
  };
}

function optionOf(options: readonly string[], name: string): string | undefined {
  return options.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

function placeOf(written: string | undefined): Mark | undefined {
  const [line, column] = written?.split(":").map(Number) ?? [];
  return line === undefined || column === undefined ? undefined : { line, column };
}

/** A comment of `^` below what it marks. */
function markIn(lines: readonly string[]): Mark | undefined {
  for (const [index, line] of lines.entries()) {
    const mark = /^#( *)(\^+)$/.exec(line);
    if (mark !== null) return { line: index, column: (mark[1]?.length ?? 0) + 2, length: mark[2]?.length ?? 0 };
  }
  return undefined;
}

function resourcesOf(page: string): Resources {
  const [, text = ""] = /^```yaml resources\n(.*?)^```$/ms.exec(page) ?? [];
  return { ...(parse(text) as Resources), x509: createX509Checks() };
}

/** Reads examples the way the page says. */
export function reader(page: string): (path: string, example: Example) => CheckedFile {
  const resources = resourcesOf(page);
  return (path, { text, ...example }) => {
    const options = example.resources ? { resources } : {};
    if (example.compile) return { path, text, policies: 1, diagnostics: compilePolicy(text, options).diagnostics };
    return { path, text, ...checkPolicies(text, options) };
  };
}
