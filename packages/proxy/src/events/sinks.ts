import type { ConnectionEvent, EventSink } from "./event.ts";
import { readableLine } from "./readable.ts";

/** How events are written. */
export type EventFormat = "json" | "text";

/** Writes each event as one line: JSON, or for people. */
export function lineSink(format: EventFormat, write: (line: string) => void): EventSink {
  const print = format === "json" ? (event: ConnectionEvent) => JSON.stringify(event) : readableLine;
  return { write: (event) => write(`${print(event)}\n`) };
}
