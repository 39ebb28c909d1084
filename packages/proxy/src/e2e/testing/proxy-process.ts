import { createInterface } from "node:readline";
import type { ConnectionEvent } from "../../events/event.ts";
import { validEvent } from "../../testing/valid-event.ts";
import { buildCli, type Cli } from "./cli.ts";
import { Lines } from "./lines.ts";
import { createScratch, type Scratch } from "./scratch.ts";

export interface ProxyProcessOptions {
  readonly config: TestConfig;
  /** Files beside the configuration, by name. Default: none. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Further flags of `sluice start`. Default: none. */
  readonly flags?: readonly string[];
  /** How many files it may have open. Default: as many as the tests. */
  readonly openFiles?: number;
}

/** A configuration without `listen` and `version`: loopback, and a free port for every public one. */
export interface TestConfig {
  readonly endpoints: readonly TestEndpoint[];
  readonly [key: string]: unknown;
}

export interface TestEndpoint {
  readonly name: string;
  readonly url: string;
  readonly [key: string]: unknown;
}

/** `sluice start` in a process of its own. */
export interface ProxyProcess {
  /** For files that peers need. */
  readonly scratch: Scratch;
  /** The bound port of an endpoint. */
  port(name: string): number;
  /** Runs a client that makes one connection; the result is what it gives, and the event that the proxy wrote of it. */
  watch<T>(client: () => Promise<T>): Promise<{ readonly result: T; readonly event: ConnectionEvent["object"] }>;
  /** The next line on its standard error that matches. */
  said(pattern: RegExp): Promise<string>;
  /** All that it has said on its standard error so far. */
  log(): string;
  /** Writes another configuration over the one it was started with. */
  configure(config: TestConfig): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Its exit code; `null` if a signal has ended it. */
  readonly exited: Promise<number | null>;
  /** Ends it; the result is its exit code. */
  stop(): Promise<number | null>;
}

const LISTENING = /^sluice: listening on \S+:(\d+) for \S+ \((.+)\)$/;

export async function startProxy({
  config,
  files = {},
  flags = [],
  openFiles,
}: ProxyProcessOptions): Promise<ProxyProcess> {
  const scratch = await createScratch();
  const cli = await buildCli();
  for (const [name, text] of Object.entries(files)) await scratch.write(name, text);
  // JSON is YAML.
  const configure = (next: TestConfig): Promise<string> => scratch.write("sluice.yml", JSON.stringify(complete(next)));
  const child = cli.spawn(["start", "--all", "--config", await configure(config), ...flags], { openFiles });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const events = new EventQueue();
  createInterface({ input: child.stdout }).on("line", (line) => events.put(JSON.parse(line) as ConnectionEvent));
  void exited.then((code) => events.fail(new Error(`the proxy has ended with code ${code}`)));
  const names = config.endpoints.filter(({ url }) => !url.includes(".internal")).map(({ name }) => name);
  const lines = new Lines();
  const ports = await readPorts(child.stderr, lines, names).catch(async (error: unknown) => {
    child.kill();
    await cleanUp(cli, scratch);
    throw error;
  });
  return {
    scratch,
    port: (name) => ports.get(name) ?? 0,
    async watch(client) {
      const result = await client();
      return { result, event: validEvent(await events.next()).object };
    },
    said: (pattern) => lines.said(pattern),
    log: () => String(lines),
    async configure(next) {
      await configure(next);
    },
    signal: (name) => child.kill(name),
    exited,
    async stop() {
      child.kill("SIGTERM");
      const code = await exited;
      await cleanUp(cli, scratch);
      return code;
    },
  };
}

function complete(config: TestConfig): object {
  return { version: 3, listen: { address: "127.0.0.1", ports: freePorts(config.endpoints) }, ...config };
}

async function cleanUp(cli: Cli, scratch: Scratch): Promise<void> {
  await cli.remove();
  await scratch.remove();
}

function freePorts(endpoints: readonly TestEndpoint[]): Record<string, number> {
  const ports = endpoints.map(({ url }) => /:(\d+)$/.exec(url)?.[1] ?? "443");
  return Object.fromEntries(ports.map((port) => [port, 0]));
}

/** Resolves once every one of these endpoints is listened on; the ports follow what is said later. */
function readPorts(
  stderr: NodeJS.ReadableStream,
  lines: Lines,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  return new Promise((resolve, reject) => {
    const ports = new Map<string, number>();
    const input = createInterface({ input: stderr });
    input.on("line", (line) => {
      const [, port, name] = LISTENING.exec(line) ?? [];
      if (port !== undefined && name !== undefined) ports.set(name, Number(port));
      lines.put(line);
      if (names.every((wanted) => ports.has(wanted))) resolve(ports);
    });
    input.once("close", () => {
      lines.end();
      reject(new Error(`the proxy has not started:\n${lines}`));
    });
  });
}

/** Events and those who wait for them. */
class EventQueue {
  readonly #events: ConnectionEvent[] = [];
  readonly #waiting: { resolve(event: ConnectionEvent): void; reject(error: Error): void }[] = [];
  #ended: Error | undefined;

  put(event: ConnectionEvent): void {
    const first = this.#waiting.shift();
    if (first) first.resolve(event);
    else this.#events.push(event);
  }

  next(): Promise<ConnectionEvent> {
    const event = this.#events.shift();
    if (event) return Promise.resolve(event);
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  fail(error: Error): void {
    this.#ended = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
