import type { KnownItem, KnownItems } from "./known-items.ts";
import type { SplitText, TextItem } from "./split-endpoints.ts";

const BLANKS = /[ \t\r\n]*/y;
/** Numbers and words; what is none of these is told apart when it is read. */
const BARE = /[^\s,[\]{}":]+/y;
/** What lies between strings and brackets. One class alone: V8 keeps a way back for each round of a choice, and overflows on long texts. */
const BETWEEN = /[^"[\]{}]+/y;

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
    if (!scan.string()) return undefined;
    const key = text.slice(keyAt, scan.at);
    if (!scan.take(":")) return undefined;
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
      else {
        const passed = next === '"' ? this.string() : this.match(depth > 0 ? BETWEEN : BARE) !== undefined;
        if (!passed) return false;
        continue;
      }
      this.at += 1;
    } while (depth > 0);
    return depth === 0;
  }

  /** Passes over a string. */
  string(): boolean {
    const { text, at } = this;
    if (text[at] !== '"') return false;
    let end = at;
    let escapes: number;
    do {
      end = text.indexOf('"', end + 1);
      if (end === -1) return false;
      escapes = 0;
      while (text[end - 1 - escapes] === "\\") escapes += 1;
    } while (escapes % 2 === 1);
    this.at = end + 1;
    return true;
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }
}
