import { isOverloadCode, type OverloadCode } from "../admission/index.ts";
import type { ConnectionEvent, EventSink } from "../events/event.ts";
import { Observers } from "../events/observers.ts";
import { type EventFormat, formatEvent } from "../events/sinks.ts";
import type { EventStream } from "./event-stream.ts";

type Overloads = Readonly<Partial<Record<OverloadCode, number>>>;

/** Writes events as lines, to one stream after the other, and tells them to who observes them. */
export class EventOutput implements EventSink {
  readonly #format: EventFormat;
  readonly #print: (event: ConnectionEvent) => string;
  readonly #observers = new Observers();
  #onOverload: (code: OverloadCode, count: number) => void = () => {};
  #to: EventStream;
  #isKept = false;

  constructor(format: EventFormat, to: EventStream) {
    this.#format = format;
    this.#print = formatEvent(format);
    this.#to = to;
  }

  write(event: ConnectionEvent): void {
    this.#put(this.#print(event));
    const code = event.object.traffic_policy.error?.code;
    if (isOverloadCode(code)) this.#onOverload(code, 1);
    this.#observers.tell(() => event);
  }

  /**
   * Lines of JSON that another process has made of events. They are read only where events are written otherwise, or where somebody
   * observes them; so how many were refused for which limit is told beside them.
   */
  writeLines(lines: string, overloads: Overloads = {}): void {
    for (const [code, count] of Object.entries(overloads)) {
      if (isOverloadCode(code) && count !== undefined) this.#onOverload(code, count);
    }
    if (this.#format === "json") this.#put(lines);
    if (this.#format === "json" && this.#observers.size === 0) return;
    for (const line of lines.split("\n")) {
      if (line === "") continue;
      const event = JSON.parse(line) as ConnectionEvent;
      if (this.#format !== "json") this.#put(this.#print(event));
      this.#observers.tell(() => event);
    }
  }

  /** From now on nothing is written to standard output: its terminal shows something else. */
  keepFromTerminal(): void {
    this.#isKept = true;
  }

  #put(lines: string): void {
    if (!this.#isKept || !this.#to.isStandardOutput) this.#to.stream.write(lines);
  }

  /** Calls `listener` for every event, of whatever process; the result ends that. */
  observe(listener: (event: ConnectionEvent) => void): () => void {
    return this.#observers.add(listener);
  }

  /** Calls `listener` for connections that were refused for a limit, from now on. Takes the place of the one before. */
  onOverload(listener: (code: OverloadCode, count: number) => void): void {
    this.#onOverload = listener;
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
