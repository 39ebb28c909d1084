import { readdirSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { SourceFiles } from "../config/source-files.ts";
import { COMMAND_LINE, commandLine } from "../sources/command-line/command-line.ts";
import { documentOf } from "../sources/command-line/document.ts";
import { readFlags } from "../sources/command-line/flags.ts";
import { listening } from "../sources/testing/read.ts";
import { COMMANDS_PAGE, commandsPage } from "./commands-page.ts";
import { splitLine } from "./completion/split-line.ts";
import { EndpointCommand, switchesOf } from "./endpoint/command.ts";
import { helpOf } from "./help-of.ts";
import { pathOf } from "./misuse/explain.ts";
import { COMMAND_HABITS, FLAG_HABITS } from "./misuse/habits.ts";
import { commandsOf, createProgram } from "./program.ts";

/** What a command line is told, with the actions of commands left out; `undefined` where nothing is wrong with it. */
async function told(args: readonly string[]): Promise<string | undefined> {
  const program = createProgram(args);
  const texts: string[] = [];
  for (const command of commandsOf(program)) {
    command.exitOverride();
    command.configureOutput({ writeErr: (some) => texts.push(some), writeOut: () => {} });
    if (command.commands.length === 0) command.action(() => {});
  }
  try {
    await program.parseAsync([...args], { from: "user" });
    return undefined;
  } catch (error) {
    if ((error as { code?: unknown }).code === "commander.version") return undefined;
    return texts.join("");
  }
}

/** The lines that a help shows as something to type; those that go on in the next, as one. */
function examplesOf(help: string): string[] {
  const lines = help.replace(/(\||\\)\n\s+/g, "$1 ").split("\n");
  return lines.flatMap((line) => (/^ {2}(?:\S.*\| *|eval "\$\()?sluice /.test(line) ? [line.trim()] : []));
}

const ROOT = new URL("../../../../", import.meta.url);
const PAGES = [
  "README.md",
  ...readdirSync(new URL("docs/", ROOT)).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : [])),
];

/** The lines of a page's code that run `sluice`, up to what the shell does with it. */
function typedIn(page: string): string[] {
  const blocks = readFileSync(new URL(page, ROOT), "utf8").matchAll(/^```(?:sh|console|bash)\n([\s\S]*?)^```/gm);
  const lines = [...blocks].flatMap(([, code = ""]) => code.replace(/\\\n\s*/g, "").split("\n"));
  return lines.flatMap((line) => /^(?:\$ )?(?:npx )?(sluice (?:[^#>|&;]|#(?<=\S#))*)/.exec(line)?.[1]?.trim() ?? []);
}

test("pages show no command that it does not understand", async () => {
  const lines = PAGES.flatMap(typedIn);
  expect(lines).toContain("sluice tcp 5432 --url tcp://127.0.0.1:15432 --cidr-allow 127.0.0.0/8");
  const wrong: string[] = [];
  for (const line of lines) {
    const problem = await told(splitLine(line).slice(1));
    if (problem !== undefined) wrong.push(`${line}: ${problem}`);
  }
  expect(wrong).toEqual([]);
});

describe("every command", () => {
  const commands = commandsOf(createProgram([])).filter((command) => command.commands.length === 0);
  const named = commands.map((command): [string, Command] => [pathOf(command), command]);
  const shown = named.filter(([name]) => name !== "sluice complete");

  test.each(shown)("%s has a description, and each of its flags", (_, command) => {
    expect(command.description()).not.toBe("");
    for (const option of command.options) expect([option.long, option.description]).not.toContain("");
  });

  test.each(shown)("%s shows examples that it understands", async (_, command) => {
    const examples = examplesOf(helpOf(command));
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const line = example.replace(/^.*?\b(?=sluice )/, "").replace(/ >.*$|\)"$/, "");
      expect(await told(splitLine(line).slice(1))).toBeUndefined();
    }
  });

  test("that makes an endpoint shows flags that go together", async () => {
    for (const scheme of ["tcp", "tls"] as const) {
      const command = commands.find((each) => each.name() === scheme);
      for (const example of command ? examplesOf(helpOf(command)) : []) {
        const line = commandLine(splitLine(example).slice(1));
        const files = new SourceFiles();
        files.add(COMMAND_LINE, line.text);
        const sink = listening();
        const source = { baseDirectory: "/", readFile: async () => "{}" };
        await documentOf(readFlags(line, switchesOf(new EndpointCommand(scheme))), { scheme, files, source, sink });
        expect(sink.told).toEqual([]);
      }
    }
  });
});

describe("what is typed wrong is told with what to type", () => {
  test.each<[string, string, string | undefined]>([
    ["strat", "`sluice` has no `strat`", "did you mean `sluice start`?"],
    ["config prnt", "`sluice config` has no `prnt`", "did you mean `sluice config print`?"],
    ["frobnicate", "`sluice` has no `frobnicate`", "`sluice --help` shows what there is"],
    ["http 80", "`sluice` has no `http`; there are no http endpoints here: Sluice takes TCP and TLS", undefined],
    ["start --al", "`sluice start` has no `--al`", "did you mean `--all`?"],
    ["start -all", "`sluice start` has no `-all`", "type `--all`"],
    ["start --frobnicate=1", "`sluice start` has no `--frobnicate`", "`sluice start --help` shows what there is"],
    ["start --url x", "`sluice start` has no `--url`", "it is a flag of `sluice tcp`, `sluice tls`"],
    ["tcp 1 --crt x", "`sluice tcp` has no `--crt`", "it is a flag of `sluice tls`"],
    ["tcp 1 --domain x", "`sluice tcp` has no `--domain`; it is a part of `--url` here", undefined],
    [
      "tcp 1 --remote-addr x:1",
      "`sluice tcp` has no `--remote-addr`; it is a part of `--url` here",
      "type `--url HOST:PORT`",
    ],
    [
      "tls 1 --verify-upstream-tls",
      "`sluice tls` has no `--verify-upstream-tls`; it is called `--upstream-tls-verify` here",
      "type `--upstream-tls-verify`",
    ],
    ["tcp 1 --region eu", "`sluice tcp` has no `--region`; a region has no meaning here", "leave it out"],
    [
      "start --authtoken x",
      "`sluice start` has no `--authtoken`; there is no account and no service behind this: nothing has to be set up for it",
      undefined,
    ],
    ["tcp", "`sluice tcp` needs an upstream", "type `sluice tcp [options] <upstream>`"],
    ["tcp 1 --url", "`--url` needs a value behind it", undefined],
    ["tcp 1 2", "too much was typed: expected 1 argument but got 2", undefined],
    [
      "tls 1 --terminate-at here",
      "option '--terminate-at <place>' argument 'here' is invalid. Allowed choices are edge, agent, upstream",
      undefined,
    ],
    [
      "start --workers many",
      "option '--workers <number>' argument 'many' is invalid. It is no number from 1 to 256, nor `auto`",
      undefined,
    ],
    [
      "completion tcsh",
      "command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish",
      undefined,
    ],
  ])("%s", async (line, message, hint) => {
    const [first, second, ...rest] = ((await told(line.split(" "))) ?? "").split("\n");
    expect(first).toBe(`sluice: ${message}`);
    if (hint !== undefined) expect(second).toBe(`  hint: ${hint}`);
    else expect([second, ...rest].join("\n")).toMatch(/^(?: {2}hint: \S.*\n)?$/);
  });

  test("quotes nothing that a terminal would obey", async () => {
    expect(await told(["a\u001b[2Jb"])).toMatch(/has no `a\\u\{1b\}\[2Jb`/);
  });

  test("no habit stands in the way of what there is", () => {
    const commands = commandsOf(createProgram([]));
    const names = new Set(commands.map((command) => command.name()));
    const flags = new Set(commands.flatMap(({ options }) => options.map(({ long }) => long?.slice(2))));
    expect(Object.keys(COMMAND_HABITS).filter((name) => names.has(name))).toEqual([]);
    expect(Object.keys(FLAG_HABITS).filter((name) => flags.has(name))).toEqual([]);
  });
});

test("a switch takes no word behind it for its value", async () => {
  expect(await told(["tcp", "--pooling-enabled", "9000", "--url", "a:1"])).toBeUndefined();
  expect(await told(["tcp", "--pooling-enabled=false", "9000", "--url", "a:1"])).toBeUndefined();
});

test("the page of commands is what the commands say", () => {
  const page = readFileSync(new URL(`../../../../${COMMANDS_PAGE}`, import.meta.url), "utf8");
  expect(page, "npm run generate writes it").toBe(commandsPage(createProgram([])));
});
