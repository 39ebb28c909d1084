import type { Misplaced, Part } from "./part.ts";
import type { TextLine } from "./text-lines.ts";

/** Which lists to cut into their items. */
export interface ListKeys {
  /** Keys whose value is a map of such items by name. */
  readonly mapKeys?: readonly string[];
  /** Keys whose value is such a list. */
  readonly keys: readonly string[];
  /** Keys that an item may start with. */
  readonly first: readonly string[];
  /** Those of them that never start an item of a list inside of such an item. */
  readonly certain: readonly string[];
}

const DASH = /^-(?:\s|$)/;
const KEY = /^(?:"[^"]*"|'[^']*'|[^\s"'#&*!|>%@`{[,\]}-][^\s:]*)[ \t]*:(?:\s|$)/;
const DOCUMENT = /^(?:---|\.\.\.)(?:\s|$)/;

/** The items of the block lists under some keys, in a text that cannot be read whole: by indentation alone. */
export function blockParts(source: string, lines: readonly TextLine[], keys: ListKeys): readonly Part[] {
  return new BlockLists(source, lines, keys).parts();
}

class BlockLists {
  readonly #source: string;
  readonly #lines: readonly TextLine[];
  readonly #header: RegExp;
  readonly #first: RegExp;
  readonly #certain: RegExp;

  constructor(source: string, lines: readonly TextLine[], { keys, first, certain }: ListKeys) {
    this.#source = source;
    this.#lines = lines;
    this.#header = new RegExp(`^(?:- +)*(["']?)(?:${keys.join("|")})\\1[ \\t]*:[ \\t]*(?:&\\S+[ \\t]*)?(?:#.*)?$`);
    this.#first = new RegExp(`^-\\s+(?:${first.join("|")})[ \\t]*:`);
    this.#certain = new RegExp(`^-\\s+(?:${certain.join("|")})[ \\t]*:`);
  }

  parts(): readonly Part[] {
    const parts: Part[] = [];
    for (let at = 0; at < this.#lines.length; at++) {
      const line = this.#lines[at] as TextLine;
      const text = this.#text(line);
      if (!this.#header.test(text)) continue;
      const keyWidth = line.width + (/^(?:- +)*/.exec(text)?.[0].length ?? 0);
      const end = this.#endOfList(at + 1, keyWidth);
      parts.push(...this.#partsOf(this.#lines.slice(at + 1, end)));
      at = end - 1;
    }
    return parts;
  }

  /** Then that is what is wrong with it. */
  #hasTab({ start, content }: TextLine): boolean {
    return this.#source.slice(start, content).includes("\t");
  }

  #text({ content, end }: TextLine): string {
    return this.#source.slice(content, end);
  }

  /** Index of the first line behind the list under a key at `keyWidth`. */
  #endOfList(from: number, keyWidth: number): number {
    for (let at = from; at < this.#lines.length; at++) {
      const line = this.#lines[at] as TextLine;
      const text = this.#text(line);
      if (line.content === line.start && DOCUMENT.test(text)) return at;
      if (line.width > keyWidth || text === "" || text.startsWith("#")) continue;
      // What is neither an item nor a key has got there by mistake.
      if (DASH.test(text) ? line.width < keyWidth : KEY.test(text)) return at;
    }
    return this.#lines.length;
  }

  #partsOf(lines: readonly TextLine[]): readonly Part[] {
    const dashes = lines.filter((line) => DASH.test(this.#text(line)));
    const [first] = dashes;
    if (first === undefined) return [];
    const width = mostCommonWidth(dashes.filter((line) => this.#first.test(this.#text(line)))) ?? first.width;
    const isStart = (line: TextLine): boolean =>
      DASH.test(this.#text(line)) &&
      (line === first || line.width <= width + 1 || this.#certain.test(this.#text(line)));
    const starts = lines.flatMap((line, index) => (isStart(line) ? [index] : []));
    const column = columnOf(
      starts.map((index) => lines[index] as TextLine),
      width,
    );
    return starts.map((start, index) => {
      const item = lines.slice(start, starts[index + 1] ?? lines.length);
      const [line] = item as [TextLine];
      return {
        start: line.start,
        end: (item.at(-1) as TextLine).end,
        style: "block",
        ...(line.width === width || this.#hasTab(line) ? {} : { misplaced: misplacedAt(line, column) }),
        ...placeholderIn(item, column),
      };
    });
  }
}

function mostCommonWidth(lines: readonly TextLine[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { width } of lines) counts.set(width, (counts.get(width) ?? 0) + 1);
  let best: number | undefined;
  for (const [width, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = width;
  return best;
}

function misplacedAt({ content }: TextLine, column: number): Misplaced {
  const message = "this item is not indented as the others of its list are";
  return { start: content, end: content + 1, message, hint: `put its \`-\` into column ${column + 1}` };
}

/** The column of a list in characters: where tabs indent, that is not its width. */
function columnOf(starts: readonly TextLine[], width: number): number {
  const columns = starts.filter((line) => line.width === width).map(({ start, content }) => content - start);
  // A line with tabs has the width in fewer characters, and is wrong for that.
  return Math.max(...columns, 0);
}

/** `- ~` at the list's column, on the first line of the item that has the room. */
function placeholderIn(lines: readonly TextLine[], column: number): Pick<Part, "placeholder" | "nullAt"> {
  const line = lines.find(({ start, end }) => end - start >= column + 3);
  if (line === undefined) return { placeholder: [], nullAt: undefined };
  const at = line.start + column;
  return { placeholder: [{ at, text: "- ~" }], nullAt: at + 2 };
}
