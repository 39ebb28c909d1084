import { type ChildProcess, execFile, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { freePorts } from "../live/upstreams.ts";
import type { HaproxyConfiguration } from "./configuration.ts";
import { type LogReceiver, startLogReceiver } from "./log-receiver.ts";
import { RESET_AT_ONCE } from "./script.ts";
import { ConnectionLog, type ToldValues, valuesOf } from "./telling.ts";
import { writeConfiguration } from "./write.ts";

/** An HAProxy that serves configurations. */
export interface RunningHaproxy {
  /** In the order of the configurations. */
  readonly served: readonly ServedConfiguration[];
  close(): Promise<void>;
}

export interface ServedConfiguration {
  /** Of 127.0.0.1. */
  readonly port: number;
  /**
   * What HAProxy tells of the values that it has computed for the first connection, once that is closed; `undefined`: it
   * has reset it, and computed nothing.
   */
  told(): Promise<ToldValues | undefined>;
}

export type StartHaproxyResult =
  | { readonly kind: "running"; readonly haproxy: RunningHaproxy }
  /** It does not take the configuration; `message` is its own. */
  | { readonly kind: "refused"; readonly message: string };

export interface StartHaproxyOptions {
  /** Path of the program. */
  readonly program: string;
  /** No two of them have names in common. */
  readonly configurations: readonly HaproxyConfiguration[];
  /** PEM of an authority that no client has a certificate of. */
  readonly nobody: string;
}

/** A port that is free may be taken by the time that HAProxy binds it. */
const TRIES = 5;

/** Starts HAProxy. Resolves once it listens. */
export async function startHaproxy(options: StartHaproxyOptions): Promise<StartHaproxyResult> {
  for (let tries = TRIES; ; tries -= 1) {
    const result = await startOnce(options);
    if (result.kind === "running" || tries === 1 || !/cannot bind/i.test(result.message)) return result;
  }
}

async function startOnce({ program, configurations, nobody }: StartHaproxyOptions): Promise<StartHaproxyResult> {
  const directory = await mkdtemp(join(tmpdir(), "haproxy-"));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  const ports = await freePorts(configurations.length);
  const log = await startLogReceiver();
  const placed = configurations.map((configuration, index) => ({ configuration, port: ports[index] ?? 0 }));
  const served = placed.map(({ configuration, port }): ServedConfiguration => {
    const told = valuesTold(configuration, log);
    return { port, told: () => told };
  });
  const { main, files } = writeConfiguration(placed, { directory, logPort: log.port, nobody });
  for (const [path, text] of files) await writeFile(path, text, { mode: 0o600 });
  // As master and worker, since only a master says that it is ready; `-db` keeps both in the foreground.
  const child = spawn(program, ["-W", "-db", "-f", main], { stdio: ["ignore", "pipe", "pipe"] });
  const gone = exitOf(child);
  if (child.pid !== undefined) endWithUs(child);
  const { ready, output } = await readiness(child, gone);
  if (ready) {
    const close = async (): Promise<void> => {
      child.kill("SIGTERM");
      await gone;
      log.close();
      await remove();
    };
    return { kind: "running", haproxy: { served, close } };
  }
  await gone;
  log.close();
  await remove();
  return { kind: "refused", message: output.trim() };
}

function valuesTold(configuration: HaproxyConfiguration, log: LogReceiver): Promise<ToldValues | undefined> {
  const { frontends } = configuration;
  if (frontends[0]?.rules.includes(RESET_AT_ONCE)) return Promise.resolve(undefined);
  const connection = new ConnectionLog();
  return new Promise((resolve) => {
    log.onLine((line) => {
      connection.add(line);
      const last = connection.last(configuration);
      const frontend = frontends.find(({ name }) => name === last?.frontend);
      if (last !== undefined && frontend !== undefined) resolve(valuesOf(frontend, last));
    });
  });
}

interface Readiness {
  readonly ready: boolean;
  /** What it has written so far. */
  readonly output: string;
}

function readiness(child: ChildProcess, gone: Promise<void>): Promise<Readiness> {
  let output = "";
  return new Promise((resolve) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes("Loading success")) resolve({ ready: true, output });
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.on("error", (error) => {
      output += error.message;
    });
    void gone.then(() => resolve({ ready: false, output }));
  });
}

const running = new Set<ChildProcess>();

/** A process that ends before it has closed what it started leaves nothing running. */
function endWithUs(child: ChildProcess): void {
  if (running.size === 0) process.on("exit", endAll);
  running.add(child);
  child.once("exit", () => {
    running.delete(child);
    if (running.size === 0) process.off("exit", endAll);
  });
}

function endAll(): void {
  for (const child of running) child.kill("SIGTERM");
}

/** Settled once it has ended and all that it wrote is read, or it could not be started. */
function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on("close", () => resolve());
    child.on("error", () => resolve());
  });
}

/** Where HAProxy is: Debian's is not on the path of everybody. `undefined`: nowhere. */
export function findHaproxy(path: string = process.env.PATH ?? ""): string | undefined {
  const directories = [
    ...path.split(delimiter).filter((directory) => directory !== ""),
    "/usr/local/sbin",
    "/usr/sbin",
  ];
  return directories.map((directory) => join(directory, "haproxy")).find(isExecutable);
}

/** What it says of its version; `undefined`: there is no HAProxy that runs. */
export function haproxyVersion(program: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, ["-v"], (error, output) => {
      resolve(error ? undefined : /^HAProxy version (\S+)/i.exec(output)?.[1]);
    });
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
