import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { leftBehind, send } from "../leftovers.ts";
import { configurationText, portOf, publicPorts } from "./configuration.ts";
import { EventFile } from "./event-file.ts";
import { ownLoopback } from "./loopback.ts";
import type { LiveCase, LiveServing, LiveTarget } from "./target.ts";
import { freePorts } from "./upstreams.ts";

export interface CommandTargetOptions {
  /** How long it may take to listen, in milliseconds. Default 30,000. */
  readonly startTimeout?: number;
}

/** How often a port is tried that is not open yet, and how long a process has to end, in milliseconds. */
const RETRY = 25;
const GRACE = 5_000;
/** Of what it says, the last part is shown. */
const MESSAGE = 2_000;

/**
 * A proxy that is a process, a new one for every case. The command runs in a shell, with the path of a `sluice.yml` behind
 * it as its last argument. It listens at `listen.address` on every port of `listen.ports`, takes the PROXY header of those
 * connections, and appends an event for each to `events.file`, in the form of language.md, section 8. It serves until
 * SIGTERM; one that ends before it listens has refused its configuration, and what it has written on standard error says why.
 */
export function commandTarget(command: string, { startTimeout = 30_000 }: CommandTargetOptions = {}): LiveTarget {
  return {
    name: command,
    abilities: { clock: false, draws: false, events: true },
    serve: (live) => serve(command, live, startTimeout),
  };
}

async function serve(
  command: string,
  { configuration, listed = true, roots }: LiveCase,
  startTimeout: number,
): Promise<LiveServing> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-live-"));
  // There are keys in it.
  const release = leftBehind.folder(directory);
  const wanted = publicPorts(configuration);
  const address = ownLoopback();
  const free = await freePorts(wanted.length, address);
  const ports = new Map(wanted.map((port, index) => [port, free[index] ?? 0]));
  const file = join(directory, "events.jsonl");
  const path = join(directory, "sluice.yml");
  await writeFile(path, configurationText(configuration, { ports, address, listed, events: { file } }));
  const trusted = join(directory, "roots.pem");
  if (roots !== undefined) await writeFile(trusted, roots);
  // A group of its own: the shell's children are to end with it.
  const child = spawn(`${command} "$SLUICE_CONFIG"`, {
    shell: true,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, SLUICE_CONFIG: path, ...(roots === undefined ? {} : { SSL_CERT_FILE: trusted }) },
  });
  leftBehind.child(child, { group: true });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-MESSAGE);
  });
  const exited = once(child, "close");
  const events = new EventFile(file);
  const close = async (): Promise<void> => {
    events.close();
    await stop(child, exited);
    await rm(directory, { recursive: true, force: true });
    release();
  };
  const listening = await untilListening({ address, ports: free }, exited, startTimeout);
  if (listening !== "listening") {
    await close();
    if (listening === "exited") return { kind: "refused", message: said.trim() };
    throw new Error(`the proxy does not listen within ${startTimeout} ms: ${said.trim()}`);
  }
  return {
    kind: "serving",
    server: { address, port: (url) => ports.get(portOf(url)) ?? 0, event: (client) => events.of(client), close },
  };
}

async function untilListening(
  { address, ports }: { readonly address: string; readonly ports: readonly number[] },
  exited: Promise<unknown>,
  timeout: number,
): Promise<"listening" | "exited" | "late"> {
  let hasExited = false;
  void exited.then(() => {
    hasExited = true;
  });
  const end = performance.now() + timeout;
  for (const port of ports) {
    while (!(await isOpen(port, address))) {
      if (hasExited) return "exited";
      if (performance.now() > end) return "late";
      await delay(RETRY);
    }
  }
  // A configuration without public endpoints has nothing to wait for, and another proxy may have had the port.
  return hasExited ? "exited" : "listening";
}

function isOpen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  send(child, "SIGTERM", { group: true });
  const timer = setTimeout(() => send(child, "SIGKILL", { group: true }), GRACE);
  await exited;
  clearTimeout(timer);
}
