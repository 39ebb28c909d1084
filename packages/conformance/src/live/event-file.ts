import { open } from "node:fs/promises";
import type { ConnectionEvent } from "@sluice/proxy";
import { EventsByClient } from "./events-by-client.ts";
import type { ToldClient } from "./target.ts";

/** How often a file is looked at that somebody waits for: no file system tells of every write. */
const INTERVAL = 10;

/** The events that a process writes to a file, one JSON line each. What is no event is passed over. */
export class EventFile {
  readonly #path: string;
  readonly #events = new EventsByClient();
  #offset = 0;
  /** What stands behind the last line break. */
  #rest = "";
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async of(client: ToldClient): Promise<ConnectionEvent> {
    this.#waiting += 1;
    this.#timer ??= setInterval(() => void this.#read(), INTERVAL);
    try {
      return await this.#events.of(client);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.close();
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #read(): Promise<void> {
    const chunk = await readFrom(this.#path, this.#offset);
    // Two looks may overlap: only what nobody has taken yet counts.
    if (chunk.length === 0 || chunk.start !== this.#offset) return;
    this.#offset += chunk.length;
    const lines = (this.#rest + chunk.text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const event = eventOf(line);
      if (event) this.#events.add(event);
    }
  }
}

async function readFrom(path: string, start: number): Promise<{ start: number; length: number; text: string }> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(size - start, 0));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    return { start, length: bytesRead, text: buffer.toString("utf8", 0, bytesRead) };
  } catch {
    // It is made with the first event.
    return { start, length: 0, text: "" };
  }
}

function eventOf(line: string): ConnectionEvent | undefined {
  try {
    const value = JSON.parse(line) as Partial<ConnectionEvent>;
    return value.object?.conn ? (value as ConnectionEvent) : undefined;
  } catch {
    return undefined;
  }
}
