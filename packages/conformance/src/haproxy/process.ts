import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { leftBehind, send } from "../leftovers.ts";
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
  /** How long it may take to be ready, in milliseconds. Default 10,000. */
  readonly startTimeout?: number;
}

/** How long it has to end before it is killed, in milliseconds. */
const GRACE = 5_000;
/** A port that is free may be taken by the time that HAProxy binds it. */
const TRIES = 5;

/** Starts HAProxy. Resolves once it listens; rejects if it neither does nor ends. */
export async function startHaproxy(options: StartHaproxyOptions): Promise<StartHaproxyResult> {
  for (let tries = TRIES; ; tries -= 1) {
    const result = await startOnce(options);
    if (result.kind === "running" || tries === 1 || !/cannot bind/i.test(result.message)) return result;
  }
}

async function startOnce(options: StartHaproxyOptions): Promise<StartHaproxyResult> {
  const { program, configurations, nobody, startTimeout = 10_000 } = options;
  const directory = await mkdtemp(join(tmpdir(), "haproxy-"));
  const release = leftBehind.folder(directory);
  const ports = await freePorts(configurations.length);
  const log = await startLogReceiver();
  const placed = configurations.map((configuration, index) => ({ configuration, port: ports[index] ?? 0 }));
  const served = placed.map(({ configuration, port }): ServedConfiguration => {
    const told = valuesTold(configuration, log);
    return { port, told: () => told };
  });
  const { main, files } = writeConfiguration(placed, { directory, logPort: log.port, nobody });
  for (const [path, text] of files) await writeFile(path, text, { mode: 0o600 });
  // As master and worker, since only a master says that it is ready; `-db` keeps both in the foreground. In a group of
  // their own, so that they end together.
  const child = spawn(program, ["-W", "-db", "-f", main], { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  leftBehind.child(child, { group: true });
  const gone = exitOf(child);
  const close = async (): Promise<void> => {
    await stop(child, gone);
    log.close();
    await rm(directory, { recursive: true, force: true });
    release();
  };
  const { state, output } = await readiness(child, gone, startTimeout);
  if (state === "ready") return { kind: "running", haproxy: { served, close } };
  await close();
  if (state === "ended") return { kind: "refused", message: output.trim() };
  throw new Error(`HAProxy is not ready within ${startTimeout} ms: ${output.trim()}`);
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
  /** `late`: it says nothing, and does not end. */
  readonly state: "ready" | "ended" | "late";
  /** What it has written so far. */
  readonly output: string;
}

function readiness(child: ChildProcess, gone: Promise<void>, timeout: number): Promise<Readiness> {
  let output = "";
  return new Promise((resolve) => {
    const settle = (state: Readiness["state"]): void => {
      clearTimeout(timer);
      resolve({ state, output });
    };
    const timer = setTimeout(() => settle("late"), timeout);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes("Loading success")) settle("ready");
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.on("error", (error) => {
      output += error.message;
    });
    void gone.then(() => settle("ended"));
  });
}

async function stop(child: ChildProcess, gone: Promise<void>): Promise<void> {
  send(child, "SIGTERM", { group: true });
  const timer = setTimeout(() => send(child, "SIGKILL", { group: true }), GRACE);
  await gone;
  clearTimeout(timer);
}

/** Settled once it has ended and all that it wrote is read, or it could not be started. */
function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on("close", () => resolve());
    child.on("error", () => resolve());
  });
}
