import { spawn } from "node:child_process";
import { chownSync } from "node:fs";
import { createInterface } from "node:readline";
import { closedPort } from "../../testing/peers.ts";
import { Lines } from "./lines.ts";
import { createScratch, type Scratch } from "./scratch.ts";

/** A server that somebody else has written, in a directory of its own. */
export interface RealServer {
  readonly port: number;
  /** What it has said, on both its outputs; the next line that matches. */
  said(pattern: RegExp): Promise<string>;
  stop(): Promise<void>;
}

export interface RealServerOptions {
  /** Writes what the server needs and gives the command that runs it in the foreground. */
  prepare(place: ServerPlace): Promise<readonly [command: string, ...args: string[]]>;
  /** What it says once it can be connected to. */
  readonly ready: RegExp;
  /** Default `SIGTERM`. */
  readonly stopSignal?: NodeJS.Signals;
}

/** Where a server may live. */
export interface ServerPlace {
  /** A free port of loopback. */
  readonly port: number;
  path(name: string): string;
  /** Writes a file that the server, and nobody else, can read. */
  write(name: string, contents: string): Promise<string>;
}

/**
 * Some servers refuse to run as root. This user is there on every system; nothing else than these tests' own
 * directories is given to it.
 */
const NOBODY = 65_534;
export const SERVER_USER: { readonly uid: number; readonly gid: number } | Record<string, never> =
  process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** A port that was free may be taken by the time the server asks for it. */
const ATTEMPTS = 3;

export async function startRealServer(options: RealServerOptions): Promise<RealServer> {
  for (let attempt = 1; ; attempt++) {
    const scratch = await createScratch();
    try {
      return await startOnce(options, scratch);
    } catch (error) {
      await scratch.remove();
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function startOnce({ prepare, ready, stopSignal }: RealServerOptions, scratch: Scratch): Promise<RealServer> {
  const port = await closedPort();
  own(scratch.path(""));
  const write = async (name: string, contents: string): Promise<string> => own(await scratch.write(name, contents));
  const [command, ...args] = await prepare({ port, path: scratch.path, write });
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], cwd: scratch.path(""), ...SERVER_USER });
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()).once("error", () => resolve()));
  const lines = new Lines();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => lines.put(line));
  }
  void exited.then(() => lines.end());
  await lines.said(ready);
  return {
    port,
    said: (pattern) => lines.said(pattern),
    async stop() {
      child.kill(stopSignal ?? "SIGTERM");
      await exited;
      await scratch.remove();
    },
  };
}

/** Gives a file to the server. */
function own(path: string): string {
  const { uid, gid } = SERVER_USER;
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  return path;
}
