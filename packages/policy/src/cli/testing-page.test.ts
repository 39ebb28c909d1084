import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildCli, type Cli } from "./testing/cli.ts";

const PAGE = new URL("../../../../docs/testing.md", import.meta.url);

let cli: Cli;
let directory: string;
beforeAll(async () => {
  cli = await buildCli();
  directory = await mkdtemp(join(tmpdir(), "sluice-page-"));
});
afterAll(async () => {
  await cli.remove();
  await rm(directory, { recursive: true });
});

interface Session {
  readonly command: string;
  readonly code: number;
  readonly output: string;
}

test("the commands of docs/testing.md print what the page shows", async () => {
  const page = await readFile(PAGE, "utf8");
  const shown: Session[] = [];
  const printed: Session[] = [];
  for (const [, language, info = "", body = ""] of page.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)) {
    if (language === "yaml") await writeFile(join(directory, info), body);
    if (language !== "console") continue;
    const [first = "", ...rest] = body.split("\n");
    const command = first.replace(/^\$ sluice-policy /, "");
    shown.push({ command, code: Number(/exit=(\d)/.exec(info)?.[1] ?? 0), output: rest.join("\n") });
    const { code, stdout, stderr } = await cli.run(command.split(" "), { cwd: directory });
    printed.push({ command, code: code ?? -1, output: stdout + stderr });
  }
  expect(shown.length).toBeGreaterThan(3);
  expect(shown).toEqual(printed);
});
