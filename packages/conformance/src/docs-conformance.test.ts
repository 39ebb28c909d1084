import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requirePeer } from "../../proxy/src/e2e/testing/peers.ts";
import { vectorsDirectory } from "./directory.ts";
import { bundle } from "./testing/bundle.ts";
import { loadWireVectors } from "./wire/load.ts";
import { wireQuestion } from "./wire/vector.ts";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
const ENTRY = `import { main } from "./cli/main.ts"; process.exitCode = await main(process.argv.slice(2));`;

let directory: string;
let page: string;
let program: string;

/** The page's commands run in a directory with its files, and with those of the repository that it names. */
beforeAll(async () => {
  page = await readFile(join(REPOSITORY, "docs/conformance.md"), "utf8");
  directory = await mkdtemp(join(tmpdir(), "conformance-page-"));
  await mkdir(join(directory, "dist"));
  await symlink(join(REPOSITORY, "examples"), join(directory, "examples"));
  await symlink(vectorsDirectory(), join(directory, "test-vectors"));
  program = await bundle(ENTRY, join(directory, "dist"));
}, 60_000);
afterAll(() => rm(directory, { recursive: true }));

interface Session {
  readonly command: string;
  readonly code: number;
  readonly output: string;
}

/** Runs a command line of the page: words, some of them in single quotes. */
async function run(command: string): Promise<Session> {
  const args = Array.from(command.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, word]) => quoted ?? word ?? "");
  const child = spawn(process.execPath, [program, ...args.slice(1)], { cwd: directory });
  const ended = new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? -1)));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { command, code: await ended, output: stdout + stderr };
}

describe("docs/conformance.md", () => {
  test("shows what its commands print", { timeout: 60_000 }, async (context) => {
    requirePeer(context, "python3");
    const shown: Session[] = [];
    const printed: Session[] = [];
    for (const [, language, info = "", body = ""] of page.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)) {
      if (["json", "python"].includes(language ?? "") && info !== "") {
        await mkdir(dirname(join(directory, info)), { recursive: true });
        await writeFile(join(directory, info), body);
      }
      if (language !== "console") continue;
      const [first = "", ...rest] = body.split("\n");
      const command = first.replace(/^\$ /, "");
      shown.push({ command, code: Number(/exit=(\d)/.exec(info)?.[1] ?? 0), output: rest.join("\n") });
      printed.push(await run(command));
    }
    expect(shown.length).toBeGreaterThan(5);
    expect(shown).toEqual(printed);
    expect(await readFile(join(directory, "report.html"), "utf8")).toContain("<code>nobody</code>");
  });

  test.for(["run", "live", "haproxy"])("names every option of `%s`, and no other", async (command) => {
    const { output } = await run(`sluice-conformance ${command} --help`);
    const offered = Array.from(output.matchAll(/^ {2}(--[a-z-]+)/gm), ([, option]) => option);
    const synopsis =
      new RegExp(`^\`\`\`\\nsluice-conformance ${command} ([\\s\\S]*?)^\`\`\`$`, "m").exec(page)?.[1] ?? "";
    expect(offered).not.toEqual([]);
    expect(Array.from(synopsis.matchAll(/--[a-z-]+/g), ([option]) => option).sort()).toEqual(offered.sort());
  });

  test("shows a line of bytes as it is asked", async () => {
    const line = /^\{"id":"client-hello-bytes.*$/m.exec(page)?.[0] ?? "";
    const loaded = await loadWireVectors();
    const vector = loaded.ok ? loaded.vectors.find(({ id }) => id === JSON.parse(line).id) : undefined;
    expect(vector && JSON.stringify(wireQuestion(vector))).toBe(line);
    expect(vector?.expect).toEqual({ result: "not-tls" });
  });
});
