import { stripVTControlCharacters } from "node:util";
import { COLUMNS, ROWS } from "./session.js";

/** asciicast v2: a line of JSON for the terminal, and one for each thing that it shows. */
export function toCast(shown, title) {
  const header = { version: 2, width: COLUMNS, height: ROWS, title };
  const events = shown.map(([time, text]) => [Math.round(time * 1_000) / 1_000, "o", text]);
  return `${[header, ...events].map((line) => JSON.stringify(line)).join("\n")}\n`;
}

/** @returns {[number, string][]} */
export function readCast(text) {
  const [, ...events] = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return events.map(([time, , shown]) => [time, shown]);
}

/** What stands on the screen in the end, and above it: without colours. */
export function textOf(shown) {
  return stripVTControlCharacters(shown.map(([, text]) => text).join("")).replaceAll("\r\n", "\n");
}
