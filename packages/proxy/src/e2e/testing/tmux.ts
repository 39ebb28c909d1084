import { randomUUID } from "node:crypto";
import { run } from "./run.ts";

/** A terminal that a program runs on. */
export interface Terminal {
  /** What it shows, without blanks at the ends of lines. */
  shown(): Promise<string>;
  /** Waits until it shows that. */
  shows(pattern: RegExp): Promise<string>;
  /** Presses keys, as tmux calls them. */
  press(...keys: readonly string[]): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  close(): Promise<void>;
}

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
}

const TRIES = 400;

/**
 * Runs a line of `sh` on a terminal of tmux, on a socket of its own. Once it has ended its exit code is shown, and the terminal
 * stays.
 */
export async function startTerminal(line: string, options: TerminalOptions = {}): Promise<Terminal> {
  const { columns = 100, rows = 30 } = options;
  const socket = `sluice-${randomUUID()}`;
  const tmux = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await run("tmux", ["-L", socket, "-f", "/dev/null", ...args]);
    if (code !== 0) throw new Error(`tmux ${args[0]}: ${stderr}`);
    return stdout;
  };
  const size = ["-x", String(columns), "-y", String(rows)];
  // Nothing of who runs the tests decides what is shown.
  const clean = "unset CI NO_COLOR FORCE_COLOR; ";
  await tmux("new-session", "-d", "-s", "test", ...size, `${clean}${line}; echo "ended with $?"; exec cat`);
  const shown = async (): Promise<string> => {
    const text = await tmux("capture-pane", "-p", "-t", "test");
    return text.replace(/ +$/gm, "").trimEnd();
  };
  return {
    shown,
    async shows(pattern) {
      let text = "";
      // Every look takes a process, so that this waits for seconds and spins for none.
      for (let i = 0; i < TRIES; i++) {
        text = await shown();
        if (pattern.test(text)) return text;
      }
      throw new Error(`the terminal never shows ${pattern}, but:\n${text}`);
    },
    async press(...keys) {
      await tmux("send-keys", "-t", "test", ...keys);
    },
    async resize(width, height) {
      await tmux("resize-window", "-t", "test", "-x", String(width), "-y", String(height));
    },
    async close() {
      const pane = Number(await tmux("display-message", "-p", "-t", "test", "#{pane_pid}"));
      // A proxy outlives its terminal, and must not outlive its test. The line leads the group of all that it has started.
      process.kill(-pane, "SIGKILL");
      // The server may have ended by itself, with its only pane.
      await run("tmux", ["-L", socket, "kill-server"]);
    },
  };
}
