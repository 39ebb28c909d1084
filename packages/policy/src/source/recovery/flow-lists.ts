import type { ListKeys } from "./block-lists.ts";
import { endOfFlowValue, skipSpace } from "./flow-scan.ts";
import type { Cut, Mend, Part } from "./part.ts";

/** The items of the flow lists (JSON among them) under some keys, in a text that cannot be read whole. */
export function flowParts(source: string, { keys, certain }: Pick<ListKeys, "keys" | "certain">): Cut {
  const header = new RegExp(`(["']?)\\b(?:${keys.join("|")})\\1[ \\t]*:\\s*\\[`, "g");
  const found = [...source.matchAll(header)];
  const ends = [...source.matchAll(/^(?:---|\.\.\.)(?=\s|$)/gm)].map(({ index }) => index);
  const lists: FlowList[] = [];
  let end = 0;
  for (const [at, { 0: text, index }] of found.entries()) {
    while ((ends[end] ?? source.length) < index) end++;
    const limit = Math.min(found[at + 1]?.index ?? source.length, ends[end] ?? source.length);
    lists.push(new FlowList(source, index + text.length, limit, certain));
  }
  return { parts: lists.flatMap(({ parts }) => parts), mends: lists.flatMap(({ mends }) => mends) };
}

/** How far back a line is looked at: what is longer was written by no hand, and is not to be looked through again and again. */
const FAR = 2000;

/** One list, from behind its `[`. An item whose brackets do not match ends where the next one starts. */
class FlowList {
  readonly parts: Part[] = [];
  readonly mends: Mend[] = [];
  readonly #source: string;
  /** Where items start, as far as that shows whatever is wrong with those before; ascending. */
  readonly #starts: readonly number[];
  readonly #from: number;
  readonly #limit: number;

  constructor(source: string, from: number, limit: number, certain: readonly string[]) {
    this.#source = source;
    this.#from = from;
    const first = skipSpace(source, from, limit);
    const indentation = /(?:^|\n)([ \t]*)$/.exec(source.slice(Math.max(0, first - FAR), first))?.[1];
    const ownLines = indentation !== undefined && source.charAt(first) === "{";
    this.#limit = ownLines ? closingLine(source, first, limit, indentation) : limit;
    const pattern = ownLines ? new RegExp(`^${indentation}\\{`, "gm") : startOfItem(certain);
    this.#starts = matchesFrom(source, pattern, first, this.#limit).map((at) =>
      ownLines ? at + indentation.length : at,
    );
    this.#cut(first);
  }

  #cut(first: number): void {
    let separated = true;
    let next = 0;
    for (let at = first; at < this.#limit; at = skipSpace(this.#source, at, this.#limit)) {
      while ((this.#starts[next] ?? this.#limit) <= at) next++;
      const following = this.#starts[next] ?? this.#limit;
      const character = this.#source.charAt(at);
      if (character === ",") {
        if (separated) this.#stray(at, "a comma with nothing before it");
        separated = true;
        at++;
        continue;
      }
      if (character === "]" || character === "}") {
        // The end of the list, unless items follow it.
        if (following >= this.#limit) return;
        this.#stray(at, `a \`${character}\` that closes nothing`);
        at++;
        continue;
      }
      if (!separated) this.#missingComma(at);
      at = this.#item(at, following);
      separated = false;
    }
  }

  /** The end of the item at `at`. */
  #item(at: number, following: number): number {
    const whole = endOfFlowValue(this.#source, at, following);
    // The last one ends before the brackets that close what it stands in.
    const to = whole ?? (following < this.#limit ? following : beforeClosers(this.#source, this.#from, at, following));
    const end = whole ?? this.#trimmed(at, to);
    // Where an item stops short, the comma may have gone with it.
    const separator =
      whole === undefined && following < this.#limit && !this.#source.slice(end, following).includes(",");
    const placeholder = [{ at, text: "~" }, ...(separator && end - at > 1 ? [{ at: end - 1, text: "," }] : [])];
    this.parts.push({ start: at, end, style: "flow", placeholder, nullAt: at });
    return Math.max(end, at + 1);
  }

  /** The end of an item that is cut off: without white space and commas. */
  #trimmed(from: number, to: number): number {
    let end = to;
    while (end > from && /[\s,]/.test(this.#source.charAt(end - 1))) end--;
    return end;
  }

  #stray(at: number, message: string): void {
    this.mends.push({ start: at, end: at + 1, message, hint: "remove it", writes: [{ at, text: " " }] });
  }

  #missingComma(at: number): void {
    const start = this.parts.at(-1)?.end ?? at;
    const message = "a comma is missing between this item and the next";
    // Without a place to write it the list stays unreadable, and is reported as such.
    if (at === start) return;
    this.mends.push({ start: start - 1, end: start, message, hint: "add a `,`", writes: [{ at: start, text: "," }] });
  }
}

/** An item starts with such a key, perhaps behind a name. */
function startOfItem(certain: readonly string[]): RegExp {
  const name = `(["']?)name\\1\\s*:\\s*(?:"(?:[^"\\\\\\n]|\\\\.)*"|[^"',\\n{}[\\]]*)\\s*,\\s*`;
  return new RegExp(`\\{\\s*(?:${name})?(["']?)(?:${certain.join("|")})\\2\\s*:`, "g");
}

function matchesFrom(source: string, pattern: RegExp, from: number, limit: number): number[] {
  const found: number[] = [];
  pattern.lastIndex = from;
  for (let match = pattern.exec(source); match !== null && match.index < limit; match = pattern.exec(source))
    found.push(match.index);
  return found;
}

/** Where items stand on lines of their own: the line that closes the list is less indented than they are. */
function closingLine(source: string, from: number, limit: number, indentation: string): number {
  const line = /^([ \t]*)[\]}]/gm;
  line.lastIndex = from;
  for (let match = line.exec(source); match !== null && match.index < limit; match = line.exec(source)) {
    if ((match[1] ?? "").length < indentation.length) return match.index;
  }
  return limit;
}

/** Before the brackets at the end of the text that close a list, which starts behind `from`, and what that stands in. */
function beforeClosers(source: string, from: number, item: number, limit: number): number {
  let at = limit;
  // From the outermost bracket inwards.
  for (const bracket of openBrackets(source, from)) {
    let last = at;
    while (last > item && /\s/.test(source.charAt(last - 1))) last--;
    if (source.charAt(last - 1) === (bracket === "{" ? "}" : "]")) at = last - 1;
  }
  return at;
}

/** The brackets that are open at `from`, outermost first: those of a document in one line. */
function openBrackets(source: string, from: number): readonly string[] {
  const line = /.*$/.exec(source.slice(Math.max(0, from - FAR), from))?.[0] ?? "";
  const open: string[] = [];
  for (const [bracket] of line.replace(/"(?:[^"\\]|\\.)*"/g, "").matchAll(/[[\]{}]/g)) {
    if (bracket === "[" || bracket === "{") open.push(bracket);
    else open.pop();
  }
  return open;
}
