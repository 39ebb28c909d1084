import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Lines } from "./lines.ts";

/** A program that runs until it is told to end, as a service manager or a container engine runs one. */
export interface Program {
  readonly pid: number;
  /** The next line on either output that matches. */
  said(pattern: RegExp): Promise<string>;
  /** Everything that it has said. */
  text(): string;
  signal(name: NodeJS.Signals): void;
  /** Its exit code once both outputs are closed; `null` if a signal has ended it. */
  readonly exited: Promise<number | null>;
  /** Ends it where it still runs; the result is its exit code. */
  stop(): Promise<number | null>;
}

export interface ProgramOptions {
  /** All of its environment. Default: that of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts a program in the foreground. */
export function startProgram(command: readonly string[], options: ProgramOptions = {}): Program {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  const lines = new Lines();
  const exited = new Promise<number | null>((resolve, reject) => child.once("close", resolve).once("error", reject));
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => lines.put(line));
  }
  void exited.catch(() => {}).then(() => lines.end());
  return {
    pid: child.pid ?? 0,
    said: (pattern) => lines.said(pattern),
    text: () => lines.toString(),
    signal: (name) => child.kill(name),
    exited,
    stop() {
      child.kill("SIGTERM");
      return exited;
    },
  };
}

/** Where a proxy's health can be asked for, whenever it says so. */
export async function healthUrl(program: Program): Promise<string> {
  const said = /metrics at (http:\S+)\/metrics/;
  const [, url = ""] = said.exec(program.text()) ?? said.exec(await program.said(said)) ?? [];
  return `${url}/healthz`;
}
