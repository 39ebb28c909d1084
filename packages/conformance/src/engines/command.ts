import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Engine, Result } from "../engine.ts";
import { leftBehind, send } from "../leftovers.ts";
import type { WireResult } from "../wire/answer.ts";

export interface CommandEngineOptions {
  /** How long one answer may take, in milliseconds. Default 10,000: far more than any policy needs, so that only a hang fails. */
  readonly timeout?: number;
}

/** Deeper than any answer, and shallow enough for whatever walks one by calling itself. */
const MAX_DEPTH = 100;
/** An engine that stops writing newlines must not fill our memory; no answer is anywhere near this long. */
const MAX_LINE = 16 * 1024 * 1024;

/**
 * An engine that is a process: it reads one vector a line (JSON, without `expect`) and writes one answer a line.
 * The command runs in a shell. A time-out, an exit or garbage fails that vector, and the next one gets a new process.
 */
export function commandEngine(command: string, options: CommandEngineOptions = {}): Engine {
  const timeout = options.timeout ?? 10_000;
  let running: Conversation | undefined;
  const stop = (): void => {
    running?.end();
    running = undefined;
  };
  const ask = async <T>(question: { readonly id: string }, read: (answer: object, line: string) => T): Promise<T> => {
    running ??= new Conversation(command);
    try {
      const line = await running.ask(JSON.stringify(question), timeout);
      return read(checkId(readObject(line), question.id, line), line);
    } catch (error) {
      stop();
      throw error;
    }
  };
  return {
    name: command,
    run: (vector) => ask(vector, readAnswer),
    wire: (question) => ask(question, readWireAnswer),
    async close() {
      stop();
    },
  };
}

interface Waiting {
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

/** One process, one question at a time. */
class Conversation {
  readonly #child: ChildProcess;
  #waiting: Waiting | undefined;
  #failure: Error | undefined;

  constructor(command: string) {
    this.#child = spawn(command, { shell: true, stdio: ["pipe", "pipe", "inherit"], detached: true });
    leftBehind.child(this.#child, { group: true });
    this.#child.on("error", (error) => this.#fail(error));
    this.#child.on("close", (code, signal) => this.#fail(new Error(`the engine exited (${signal ?? code})`)));
    // A process that is gone before it reads: its `close` says so.
    this.#child.stdin?.on("error", () => {});
    if (this.#child.stdout === null) return;
    let pending = 0;
    this.#child.stdout.on("data", (chunk: Buffer) => {
      const newline = chunk.lastIndexOf(0x0a);
      pending = newline < 0 ? pending + chunk.length : chunk.length - newline;
      if (pending > MAX_LINE) this.#fail(new Error("the engine's line does not end"));
    });
    createInterface({ input: this.#child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      // A line that nobody asked for would be taken for the next question's answer.
      if (waiting === undefined) this.#fail(new Error(`the engine wrote a line too many: ${excerpt(line)}`));
      else waiting.resolve(line);
    });
  }

  ask(line: string, timeout: number): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      const timer = setTimeout(() => this.#fail(new Error(`no answer within ${timeout} ms`)), timeout);
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          how(value);
        };
      this.#waiting = { resolve: settle(resolve), reject: settle(reject) };
      this.#child.stdin?.write(`${line}\n`);
    });
  }

  end(): void {
    this.#fail(new Error("the engine was stopped"));
    this.#child.stdin?.destroy();
    this.#child.stdout?.destroy();
    // The shell's whole group: the engine is the shell's child, not ours.
    if (this.#child.exitCode === null) send(this.#child, "SIGKILL", { group: true });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(this.#failure);
  }
}

function readObject(line: string): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error(`the engine's answer is not JSON: ${excerpt(line)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`the engine's answer is not an object: ${excerpt(line)}`);
  }
  if (isDeeper(value, MAX_DEPTH)) throw new Error(`the engine's answer is nested too deep: ${excerpt(line)}`);
  return value;
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

/** An answer that says whose it is cannot be taken for the next question's, whenever it comes. */
function checkId(value: object, id: string, line: string): object {
  if (!Object.hasOwn(value, "id") || (value as { readonly id: unknown }).id === id) return value;
  throw new Error(`the engine's answer has another \`id\` than the question: ${excerpt(line)}`);
}

/** Checks only what the runner relies on: whatever else is in an answer is compared, not trusted. */
function readAnswer(value: object, line: string): Result {
  const { unsupported, diagnostics, steps } = value as {
    unsupported?: unknown;
    diagnostics?: unknown;
    steps?: unknown;
  };
  if (unsupported !== undefined) return { unsupported: String(unsupported) };
  if (diagnostics !== undefined && !isListOfObjects(diagnostics)) {
    throw new Error(`the engine's \`diagnostics\` is not a list of objects: ${excerpt(line)}`);
  }
  if (steps !== undefined && !Array.isArray(steps)) {
    throw new Error(`the engine's \`steps\` is not a list: ${excerpt(line)}`);
  }
  return value as Result;
}

function readWireAnswer(value: object, line: string): WireResult {
  const { unsupported, result } = value as { unsupported?: unknown; result?: unknown };
  if (unsupported !== undefined) return { unsupported: String(unsupported) };
  if (typeof result === "string") return value as WireResult;
  throw new Error(`the engine's answer has no \`result\`: ${excerpt(line)}`);
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null);
}

function excerpt(line: string): string {
  return line.length <= 120 ? line : `${line.slice(0, 120)}…`;
}
