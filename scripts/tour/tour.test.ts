import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCli, type Cli } from "../../packages/proxy/src/e2e/testing/cli.ts";
import { requirePeer } from "../../packages/proxy/src/e2e/testing/peers.ts";
import { createScratch, type Scratch } from "../../packages/proxy/src/e2e/testing/scratch.ts";
import { closedPort } from "../../packages/proxy/src/testing/peers.ts";
import { readCast, textOf } from "./cast.js";
import { masked } from "./mask.js";
import { transcriptOf } from "./readme.js";
import { linesOf } from "./screen.js";
import { PROMPT, record } from "./session.js";
import { FILES, PORTS, STEPS, TITLE } from "./steps.js";
import { toSvg } from "./svg.js";

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");
const recorded: [number, string][] = readCast(read("docs/tour/tour.cast"));

describe("the recorded tour", () => {
  let cli: Cli;
  let scratch: Scratch;

  beforeAll(async () => {
    cli = await buildCli();
    scratch = await createScratch();
  });
  afterAll(async () => {
    await cli?.remove();
    await scratch?.remove();
  });

  test("is what its commands show", { timeout: 60_000 }, async (context) => {
    requirePeer(context, "script", "curl");
    if (process.platform !== "linux") context.skip("only Linux has more of 127.0.0.0/8 than one address");
    const ports = await Promise.all(PORTS.map(async (port) => [port, String(await closedPort())] as const));
    const here = (text: string): string => ports.reduce((now, [port, free]) => now.replaceAll(port, free), text);
    const there = (text: string): string => ports.reduce((now, [port, free]) => now.replaceAll(free, port), text);
    await mkdir(scratch.path("examples/tour"), { recursive: true });
    for (const file of FILES) await scratch.write(`examples/tour/${file}`, here(read(`examples/tour/${file}`)));
    const steps = STEPS.map((step) => ({ ...step, run: here(step.run) }));
    const shown = await record({ steps, directory: scratch.path(""), command: [process.execPath, cli.file] });
    expect(masked(there(textOf(shown)))).toBe(masked(textOf(recorded)));
  });

  test("has every command that the tour types", () => {
    const typed = textOf(recorded)
      .split("\n")
      .flatMap((line: string) => (line.startsWith(PROMPT) ? [line.slice(PROMPT.length)] : []));
    expect(typed).toEqual(STEPS.map(({ run }) => run));
  });

  test("is what the picture and the README show", () => {
    expect(read("docs/tour/tour.svg")).toBe(toSvg(recorded, TITLE));
    expect(transcriptOf(read("README.md"))).toBe(textOf(recorded));
    expect(read("README.md")).toContain("](docs/tour/tour.svg)");
  });
});

describe("a terminal's lines", () => {
  const red = "\u001b[1;31mred\u001b[0m";

  test("have their colours, and are broken where the terminal ends", () => {
    const lines = linesOf([[1, `ab${red}\r\nc`]], 4, PROMPT);
    expect(lines.map(({ runs }) => runs)).toEqual([
      [
        { text: "ab", style: "" },
        { text: "re", style: "bold red" },
      ],
      [{ text: "d", style: "bold red" }],
      [{ text: "c", style: "" }],
    ]);
  });

  test("are typed where they come behind a prompt, character by character", () => {
    const lines = linesOf(
      [
        [0, "$ "],
        [1, "a"],
        [2, "\r\n"],
        [3, "b"],
        [4, "c\r\n"],
        [5, "$ d"],
      ],
      80,
      PROMPT,
    );
    expect(lines).toMatchObject([
      { from: 0, to: 1, typed: true },
      { from: 3, to: 4, typed: false },
      { from: 5, to: 5, typed: false },
    ]);
  });

  test.for(["\u001b[2K", "\u001b[35m", "\u0007", "a\rb"])("are not drawn from %j", (text) => {
    expect(() => linesOf([[0, text]], 80, PROMPT)).toThrow("not drawn");
  });
});
