import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import type { ConnectionEvent, EventSink } from "../events/event.ts";
import { type EventFormat, lineSink } from "../events/sinks.ts";
import { say } from "./say.ts";

export type OpenResult =
  | { readonly ok: true; readonly stream: Writable }
  | { readonly ok: false; readonly message: string };

/** What events are written to: the file, to which they are appended, or standard output. */
export async function openEventStream(file: string | undefined): Promise<OpenResult> {
  if (file === undefined) return { ok: true, stream: process.stdout };
  const stream = createWriteStream(file, { flags: "a" });
  try {
    await once(stream, "open");
    return { ok: true, stream };
  } catch (error) {
    return { ok: false, message: `events cannot be written: ${(error as Error).message}` };
  }
}

/** Done with: what was written to it still goes out. */
export function endEventStream(stream: Writable): void {
  // The standard output is nobody's to end.
  if (stream !== process.stdout) stream.end();
}

/** Writes events as lines, to one stream after the other. */
export class EventOutput implements EventSink {
  readonly #sink: EventSink;
  readonly #watched = new WeakSet<Writable>();
  #stream: Writable;

  constructor(format: EventFormat, stream: Writable) {
    this.#stream = stream;
    this.#sink = lineSink(format, (line) => this.#stream.write(line));
    this.#survive(stream);
  }

  write(event: ConnectionEvent): void {
    this.#sink.write(event);
  }

  /** Goes over to another stream, and ends the one before. */
  use(stream: Writable): void {
    if (stream === this.#stream) return;
    const before = this.#stream;
    this.#survive(stream);
    this.#stream = stream;
    endEventStream(before);
  }

  /** Who reads the events may go away; the connections of everybody else go on. Said once, not for every event. */
  #survive(stream: Writable): void {
    if (this.#watched.has(stream)) return;
    this.#watched.add(stream);
    let told = false;
    stream.on("error", (error: Error) => {
      if (!told) say(`events cannot be written: ${error.message}`);
      told = true;
    });
  }
}
