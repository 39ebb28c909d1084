import { markersOf } from "./statements.ts";

export interface Numbered {
  readonly text: string;
  /** The numbers that were given. */
  readonly numbers: readonly string[];
}

/**
 * Gives each statement whose number is written `?` the next free one of its section: one more than its highest, so that
 * the number of a statement that was removed in between is not used again. Every number gets its anchor.
 */
export function numberStatements(text: string): Numbered {
  const lines = text.split("\n");
  const markers = markersOf(lines);
  const highest = new Map<number, number>();
  for (const { number } of markers) {
    if (number === "?") continue;
    const [section = 0, index = 0] = number.split(".").map(Number);
    highest.set(section, Math.max(index, highest.get(section) ?? 0));
  }
  const numbers: string[] = [];
  for (const { line, start, end, number: written, section } of markers) {
    let number = written;
    if (written === "?") {
      if (section === undefined) continue;
      const next = (highest.get(section) ?? 0) + 1;
      highest.set(section, next);
      number = `${section}.${next}`;
      numbers.push(number);
    }
    const old = lines[line] ?? "";
    lines[line] = `${old.slice(0, start)}<a id="${number}"></a>**${number}**${old.slice(end)}`;
  }
  return { text: lines.join("\n"), numbers };
}
