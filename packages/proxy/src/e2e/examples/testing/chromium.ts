import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { peerPath } from "../../testing/peers.ts";

/** A tab of a browser without a window, spoken to by the DevTools protocol over a pipe. */
export interface Tab {
  /** A command of the protocol, and its result. */
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Goes to a page and waits until it has loaded. */
  open(url: string): Promise<void>;
  /** The value of an expression in the page, which has to be one of JSON. */
  evaluate<T>(expression: string): Promise<T>;
  /** What the page has written to its console, and what went wrong in it. */
  readonly complaints: readonly string[];
  /** URLs that the page has asked for. */
  readonly requests: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--no-proxy-server",
  "--remote-debugging-pipe",
  "--window-size=1280,1000",
];

export async function openChromium(): Promise<Tab> {
  const profile = await mkdtemp(join(tmpdir(), "sluice-chromium-"));
  const child = spawn(peerPath("chromium"), [...FLAGS, `--user-data-dir=${profile}`, "about:blank"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const pipe = new Pipe(child);
  const { targetInfos } = (await pipe.send("Target.getTargets")) as {
    targetInfos: { targetId: string; type: string }[];
  };
  const targetId = targetInfos.find(({ type }) => type === "page")?.targetId;
  const { sessionId } = (await pipe.send("Target.attachToTarget", { targetId, flatten: true })) as {
    sessionId: string;
  };
  const send = (method: string, params: object = {}) => pipe.send(method, params, sessionId);
  const complaints: string[] = [];
  const requests: string[] = [];
  pipe.on("Network.requestWillBeSent", ({ request }) => requests.push((request as { url: string }).url));
  for (const method of ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"]) {
    pipe.on(method, (params) => complaints.push(JSON.stringify(params)));
  }
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await send(`${domain}.enable`);
  return {
    send,
    complaints,
    requests,
    async open(url) {
      const loaded = new Promise<void>((resolve) => pipe.on("Page.loadEventFired", () => resolve()));
      await send("Page.navigate", { url });
      await loaded;
    },
    async evaluate<T>(expression: string): Promise<T> {
      const found = await send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
      if (found.exceptionDetails) throw new Error(JSON.stringify(found.exceptionDetails));
      return (found.result as { value: T }).value;
    },
    [Symbol.asyncDispose]: async () => {
      const exited = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGKILL");
      await exited;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Messages of JSON with a zero byte behind each. */
class Pipe {
  readonly #input: Writable;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Map<string, ((params: Record<string, unknown>) => void)[]>();
  #next = 1;
  #ended = false;

  constructor(child: ChildProcess) {
    this.#input = child.stdio[3] as Writable;
    const output = child.stdio[4] as Readable;
    let chunks: Buffer[] = [];
    output.on("data", (chunk: Buffer) => {
      let from = 0;
      for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
        this.#receive(JSON.parse(Buffer.concat([...chunks, chunk.subarray(from, end)]).toString()) as Message);
        chunks = [];
        from = end + 1;
      }
      chunks.push(chunk.subarray(from));
    });
    this.#input.on("error", () => {});
    child.once("close", () => {
      this.#ended = true;
      for (const settle of this.#waiting.values()) settle({ error: { message: "the browser has ended" } });
    });
  }

  on(method: string, listener: (params: Record<string, unknown>) => void): void {
    this.#listeners.set(method, [...(this.#listeners.get(method) ?? []), listener]);
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      if (this.#ended) reject(new Error("the browser has ended"));
      this.#waiting.set(id, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      this.#input.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
    });
  }

  #receive(message: Message): void {
    if (message.id !== undefined) {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    } else if (message.method !== undefined) {
      for (const listener of this.#listeners.get(message.method) ?? []) listener(message.params ?? {});
    }
  }
}
