import type { KnownItem, KnownItems } from "./known-items.ts";
import type { SplitText, TextItem } from "./split-endpoints.ts";

const BLANKS = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
/** Numbers and words; what is none of these is told apart when it is read. */
const BARE = /[^\s,[\]{}":]+/y;
/** What lies between the brackets of a value. */
const INNER = /(?:[^"[\]{}]|"(?:[^"\\]|\\.)*")+/y;

/**
 * As `splitEndpoints`, of a JSON document whose `endpoints` is a list of objects. What it passes over is read later: that it can be
 * passed over says nothing of what it is.
 */
export function splitJson<K extends KnownItem>(text: string, known?: KnownItems<K>): SplitText<K> | undefined {
  const scan = new Scan(text);
  if (!scan.take("{")) return undefined;
  do {
    scan.blanks();
    const keyAt = scan.at;
    const key = scan.match(STRING);
    if (key === undefined || !scan.take(":")) return undefined;
    if (key === '"endpoints"') return splitAt(scan, keyAt, known);
    if (!scan.value()) return undefined;
  } while (scan.take(","));
  return undefined;
}

function splitAt<K extends KnownItem>(
  scan: Scan,
  keyAt: number,
  known: KnownItems<K> | undefined,
): SplitText<K> | undefined {
  if (!scan.take("[")) return undefined;
  const { text, at: first } = scan;
  const items: TextItem<K>[] = [];
  do {
    scan.blanks();
    const start = scan.at;
    if (text[start] !== "{") return undefined;
    // An object ends with its own bracket.
    const found = known?.at(text, start, () => true);
    if (found) scan.at += found.text.length;
    else if (!scan.value()) return undefined;
    const end = scan.at;
    items.push({ start, end, known: found });
  } while (scan.take(","));
  const { at: last } = scan;
  if (!scan.take("]")) return undefined;
  return {
    keyAt,
    around: text.slice(0, first) + text.slice(last),
    cut: { at: first, length: last - first },
    items: known?.complete(items, text) ?? items,
  };
}

class Scan {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  blanks(): void {
    this.match(BLANKS);
  }

  /** Whether this character comes next, which is passed over then. */
  take(character: string): boolean {
    this.blanks();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  /** Passes over one value. */
  value(): boolean {
    this.blanks();
    let depth = 0;
    do {
      const next = this.text[this.at];
      if (next === "{" || next === "[") depth += 1;
      else if (next === "}" || next === "]") depth -= 1;
      else if (depth > 0) {
        if (this.match(INNER) === undefined) return false;
        continue;
      } else return (this.match(STRING) ?? this.match(BARE)) !== undefined;
      this.at += 1;
    } while (depth > 0);
    return depth === 0;
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }
}
