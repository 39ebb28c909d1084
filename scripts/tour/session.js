import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as passed } from "node:timers/promises";

export const COLUMNS = 100;
export const ROWS = 30;
export const PROMPT = "$ ";

/** Printed once a command has ended: a character that nothing else here prints. */
const MARK = "\uE000";
/** Runs what it reads; what it reads is not echoed, and it prints no prompt. */
const SHELL = `stty -echo cols ${COLUMNS} rows ${ROWS}
exec bash --norc --noprofile -c 'printf "${MARK}"; while IFS= read -r line; do eval "$line"; printf "${MARK}"; done'`;

/** Seconds of the recording, not of the machine: how fast somebody types, and how long somebody reads. */
const KEY = 0.035;
const BEFORE_ENTER = 0.3;
const LONGEST_WAIT = 0.8;
const READING_A_LINE = 0.22;

/** Milliseconds of the machine. */
const LONGEST_SILENCE = 20_000;

/**
 * Runs the steps in one shell on a pseudo terminal, and tells what it shows and when: `[seconds, text]`.
 *
 * @param {{ steps: readonly { run: string, until?: RegExp, events?: number }[], directory: string, command: readonly string[] }} options
 *   `directory`: where the shell is, with `examples/tour`; `command`: what `npx sluice` is.
 * @returns {Promise<[number, string][]>}
 */
export async function record({ steps, directory, command }) {
  const shell = startShell(directory, command);
  /** @type {[number, string][]} */
  const shown = [];
  let time = 0;
  try {
    await shell.ready();
    for (const { run, until, events = 0 } of steps) {
      await lines(join(directory, "tour/events.log"), events);
      shown.push([time, PROMPT]);
      for (const key of run) {
        time += KEY;
        shown.push([time, key]);
      }
      time += BEFORE_ENTER;
      shown.push([time, "\r\n"]);
      if (!run.startsWith("#")) {
        let before = performance.now();
        for await (const chunk of shell.run(run, until)) {
          const now = performance.now();
          time += Math.min((now - before) / 1_000, LONGEST_WAIT);
          before = now;
          shown.push([time, chunk]);
          time += READING_A_LINE * (chunk.match(/\n/g)?.length ?? 0);
        }
      }
      time += BEFORE_ENTER;
    }
  } finally {
    await shell.end();
  }
  return shown;
}

function startShell(directory, command) {
  const bin = join(directory, "bin");
  mkdirSync(bin);
  const quoted = command.map((word) => `'${word}'`).join(" ");
  writeFileSync(join(bin, "npx"), `#!/bin/sh\n[ "$1" = sluice ] || exit 127\nshift\nexec ${quoted} "$@"\n`);
  chmodSync(join(bin, "npx"), 0o755);
  const env = {
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    TERM: "xterm-256color",
    LANG: "C.UTF-8",
    HOME: directory,
  };
  // A session of its own, so that what runs in the background ends with it.
  const child = spawn("script", ["--quiet", "--flush", "--command", SHELL, "/dev/null"], {
    cwd: directory,
    env: { ...env, SHELL: "/bin/sh" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  // Not that its output is closed: what is said at the end is read by nobody.
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const output = child.stdout.setEncoding("utf8")[Symbol.asyncIterator]();
  const next = async (line) => {
    const { done, value } = await Promise.race([output.next(), silence(line)]);
    if (done) throw new Error(`the shell has ended at \`${line}\``);
    return value;
  };
  return {
    /** Before it is, what is written to it would be echoed. */
    async ready() {
      while (!(await next("bash")).includes(MARK));
    },
    /** What the command prints, and what is printed after it up to `until`. */
    async *run(line, until) {
      child.stdin.write(`${line}\n`);
      let text = "";
      for (let over = false; !over || !(until?.test(text) ?? true); ) {
        const value = await next(line);
        over ||= value.includes(MARK);
        const chunk = value.replace(MARK, "");
        text += chunk;
        if (chunk !== "") yield chunk;
      }
    },
    async end() {
      child.stdin.write("kill $(jobs -p); wait; exit\n");
      await ended;
    },
  };
}

/** What runs in the background would live on if this waited for ever. */
async function silence(line) {
  await passed(LONGEST_SILENCE, undefined, { ref: false });
  throw new Error(`\`${line}\` says nothing any more`);
}

/** Resolves once the file has that many lines: its writer is another process. */
async function lines(path, count) {
  for (let tries = 0; count > 0 && readFileSync(path, "utf8").split("\n").length <= count; tries++) {
    if (tries === 400) throw new Error(`\`${path}\` has not got ${count} lines`);
    await passed(25);
  }
}
