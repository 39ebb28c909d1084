import { spawn } from "node:child_process";

export interface RunOptions {
  /** Written to standard input, which is then closed. Default: nothing. */
  readonly input?: string | Uint8Array | undefined;
  /** Who runs it. Default: who runs the tests. */
  readonly uid?: number;
  readonly gid?: number;
  /** All of its environment. Default: that of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Milliseconds after which it is ended. Default: 20 s. */
  readonly timeout?: number;
}

/** What a program has left behind. */
export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Long enough for the slowest machine; a peer that hangs must not hang the tests. */
const TIMEOUT = 20_000;

/** Runs a program to its end. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { input = "", timeout = TIMEOUT, ...how } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { timeout, stdio: ["pipe", "pipe", "pipe"], ...how });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
    // A program that ends without reading its input is no failure of the test.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
