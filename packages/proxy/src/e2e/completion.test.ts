import { access } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SCRIPTS, type Shell } from "../cli/completion/shells.ts";
import { buildCli, type Cli } from "./testing/cli.ts";
import { peerPath, requirePeer } from "./testing/peers.ts";
import { createScratch, type Scratch } from "./testing/scratch.ts";
import { startTerminal, type Terminal } from "./testing/tmux.ts";

let cli: Cli;
let scratch: Scratch;
let terminal: Terminal | undefined;

beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());
beforeEach(async () => {
  scratch = await createScratch();
});
afterEach(async () => {
  await terminal?.close();
  terminal = undefined;
  await scratch.remove();
});

/** How each is started with `directory` for its home, where nothing is configured but what `RC` says. */
const STARTS: Readonly<Record<Shell, (path: string, directory: string) => string>> = {
  bash: (path, directory) => `INPUTRC=/dev/null '${path}' --noprofile --rcfile '${directory}/rc.bash' -i`,
  zsh: (path, directory) => `ZDOTDIR='${directory}' '${path}' -d -i`,
  fish: (path, directory) => `HOME='${directory}' '${path}' --no-config -i -C 'source ${directory}/rc.fish'`,
};

/** Reads the script, and has a prompt that tells that this is done. */
const RC: Readonly<Record<Shell, { readonly name: string; readonly text: string }>> = {
  bash: { name: "rc.bash", text: "source ./script\nPS1='ready> '\n" },
  zsh: { name: ".zshrc", text: "autoload -U compinit; compinit -u -D\nsource ./script\nPS1='ready> '\n" },
  fish: { name: "rc.fish", text: "source ./script\nfunction fish_prompt; echo 'ready> '; end\n" },
};

/** `sluice` there completes, and else shows what it was given. */
async function start(shell: Shell, names: readonly string[] = ["web-eu", "web-us", "db"]): Promise<Terminal> {
  await scratch.write("sluice.yml", JSON.stringify({ endpoints: names.map((name) => ({ name })) }));
  await scratch.write("app-certificate.pem", "");
  await scratch.writeProgram(
    "sluice",
    `#!/bin/sh\n[ "$1" = complete ] || { printf '<%s>' "$@"; echo; exit; }\nexec ${[process.execPath, cli.file].map((word) => `'${word}'`).join(" ")} "$@"\n`,
  );
  await scratch.write("script", SCRIPTS[shell]);
  await scratch.write(RC[shell].name, RC[shell].text);
  const directory = scratch.path(".");
  const line = `cd '${directory}'; PATH="$PWD:$PATH" ${STARTS[shell](peerPath(shell), directory)}`;
  const screen = await startTerminal(line, { columns: 120 });
  terminal = screen;
  await screen.shows(/^ready>/m);
  return screen;
}

/** Types a line and presses Tab; it becomes another one. */
async function becomes(screen: Terminal, typed: string, line: string): Promise<void> {
  await screen.press("-l", typed);
  await screen.press("Tab");
  await screen.shows(new RegExp(`^ready> ${literal(line)}(?!\\S)`, "m"));
}

describe.each(["bash", "zsh", "fish"] as const)("%s completes", (shell) => {
  test.for([
    ["commands", "sluice sta", "sluice start"],
    ["flags", "sluice tls 1 --termi", "sluice tls 1 --terminate-at"],
    ["choices", "sluice tls 1 --terminate-at ed", "sluice tls 1 --terminate-at edge"],
    ["choices behind an equals sign", "sluice start --format=te", "sluice start --format=text"],
    ["names of endpoints", "sluice start d", "sluice start db"],
    ["what several names have in common", "sluice start db w", "sluice start db web-"],
    ["names of files", "sluice tls 1 --crt app-", "sluice tls 1 --crt app-certificate.pem"],
    ["names of files behind an equals sign", "sluice tls 1 --crt=app-", "sluice tls 1 --crt=app-certificate.pem"],
  ] as const)("%s", async ([, typed, line], context) => {
    requirePeer(context, "tmux", shell);
    await becomes(await start(shell), typed, line);
  });

  test("nothing where nothing is known", async (context) => {
    requirePeer(context, "tmux", shell);
    const screen = await start(shell);
    await screen.press("-l", "sluice tcp 1 --url x");
    await screen.press("Tab");
    await screen.press("-l", "yz");
    await screen.shows(/^ready> sluice tcp 1 --url xyz$/m);
  });

  test.for([
    "d;touch PWNED;#",
    "e$(touch PWNED)",
    "f`touch PWNED`",
    "g's touch & touch PWNED",
    'h" || touch PWNED; "',
    "i\\;touch PWNED",
    "j:k;touch PWNED",
    "l!!{a,b}*?[x]~<PWNED>PWNED",
  ])("a name like %j as one word", async (name, context) => {
    requirePeer(context, "tmux", shell);
    const screen = await start(shell, [name]);
    await screen.press("-l", `sluice start ${name.slice(0, 1)}`);
    await screen.press("Tab");
    // The shells take different ways to write it; what a command gets of it is the same.
    await screen.shows(/^ready> sluice start \S{3}/m);
    await screen.press("Enter");
    await screen.shows(new RegExp(`^<start><${literal(name)}>$`, "m"));
    await expect(access(scratch.path("PWNED"))).rejects.toThrow("ENOENT");
  });
});

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
