import type { ConnectionEvent, EventSink } from "../events/event.ts";
import { type EventFormat, lineSink } from "../events/sinks.ts";
import type { EventStream } from "./event-stream.ts";

/** Writes events as lines, to one stream after the other. */
export class EventOutput implements EventSink {
  readonly #sink: EventSink;
  #to: EventStream;

  constructor(format: EventFormat, to: EventStream) {
    this.#to = to;
    this.#sink = lineSink(format, (line) => this.#to.stream.write(line));
  }

  write(event: ConnectionEvent): void {
    this.#sink.write(event);
  }

  /** Whole lines that another process has made of events. */
  writeLines(lines: string): void {
    this.#to.stream.write(lines);
  }

  /** Nothing more comes. What was written goes out, and what was lost is told. */
  end(): void {
    this.#to.end();
  }

  /** Goes over to another stream, and ends the one before. To the same file it goes on as it was, whatever stands at its end by now. */
  use(to: EventStream): void {
    const before = this.#to;
    if (to.file !== undefined && to.file === before.file) {
      void to.discard();
      return;
    }
    this.#to = to;
    before.end();
  }
}
