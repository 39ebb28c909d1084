import type { ConnectionEvent, EventSink } from "./event.ts";
import { readableLine } from "./readable.ts";

/** How events are written. */
export type EventFormat = "json" | "text";

/** An event as one line: JSON, or for people. */
export function formatEvent(format: EventFormat): (event: ConnectionEvent) => string {
  return format === "json" ? (event) => `${JSON.stringify(event)}\n` : (event) => `${readableLine(event)}\n`;
}

/** Writes each event as one line. */
export function lineSink(format: EventFormat, write: (line: string) => void): EventSink {
  const print = formatEvent(format);
  return { write: (event) => write(print(event)) };
}
