import { Log } from "../log/log.ts";
import type { About } from "../log/names.ts";

type Write = (text: string) => void;

const toStandardError: Write = (text) => void process.stderr.write(text);

let write: Write = toStandardError;

/** That of this process; standard output is for events alone. */
export const log: Log = new Log((lines) => write(lines));

/** For people, and in the fields of a JSON log for machines. */
export function say(message: string, about?: About): void {
  log.say(message, about);
}

/** Whole lines for people, as they are: diagnostics, which name their own place. */
export function sayLines(lines: string): void {
  if (lines !== "") write(lines);
}

/** What is said goes there, until the result is called: a terminal that shows a live view has no other place for it. */
export function divertSaid(to: Write): () => void {
  write = to;
  return () => {
    if (write === to) write = toStandardError;
  };
}
