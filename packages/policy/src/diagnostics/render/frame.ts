import type { Range } from "../diagnostic.ts";
import { MASK, type Span } from "./mask.ts";
import { glyph } from "./visible.ts";

/** A line of code and the marks below it, as wide as each other in a terminal. */
export interface Frame {
  readonly code: string;
  /** Spaces up to the range. */
  readonly indent: string;
  /** `^` below every column of the range, at least one. */
  readonly marks: string;
}

interface Cell {
  readonly text: string;
  readonly width: number;
  readonly start: number;
  readonly end: number;
}

const CUT = "…";

/**
 * The first line of `range`, cut to `width` columns around it. `hidden` are stretches of `text` that may not be shown,
 * ascending. In time that depends on `width` alone: a document of megabytes may be one line.
 */
export function frameOf(text: string, range: Range, hidden: readonly Span[], width: number): Frame {
  const { start, end } = lineAround(text, range.start.offset, width * 2);
  const cells = cellsOf(text, start.offset, end.offset, hidden);
  const oneLine = range.end.line === range.start.line;
  const to = oneLine ? range.end.offset : endOfCode(text, range.start.offset, end.offset);
  const first = cells.findIndex((cell) => cell.end > range.start.offset);
  const from = first === -1 ? cells.length : first;
  const behind = cells.findIndex((cell) => cell.start >= Math.max(to, range.start.offset + 1));
  return cut(cells, from, behind === -1 ? cells.length : behind, { width, left: start.cut, right: end.cut });
}

/** The last line of which a range has a part: where its end is the start of a line, the one before. */
export function lastLineOf({ start, end }: Range): number {
  return end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
}

interface Edge {
  readonly offset: number;
  /** The line goes on behind it. */
  readonly cut: boolean;
}

/** The line that holds `offset`, as far as `reach` to each side. Lines end with LF, CR LF or CR, as positions count them. */
function lineAround(text: string, offset: number, reach: number): { start: Edge; end: Edge } {
  let start = offset;
  const lowest = Math.max(0, offset - reach);
  while (start > lowest && !startsLine(text, start)) start--;
  let end = offset;
  // Between CR and LF the line has ended already.
  if (text.charAt(end) === "\n" && text.charAt(end - 1) === "\r") end--;
  const highest = Math.min(text.length, offset + reach);
  while (end < highest && !isBreak(text.charAt(end))) end++;
  return {
    start: { offset: start, cut: start > 0 && !startsLine(text, start) },
    end: { offset: end, cut: end < text.length && !isBreak(text.charAt(end)) },
  };
}

function startsLine(text: string, offset: number): boolean {
  const before = text.charAt(offset - 1);
  return before === "\n" || (before === "\r" && text.charAt(offset) !== "\n");
}

function isBreak(character: string): boolean {
  return character === "\n" || character === "\r";
}

function endOfCode(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

function cellsOf(text: string, start: number, end: number, hidden: readonly Span[]): Cell[] {
  const near = hidden.filter((one) => one.start < end && one.end > start);
  const cells: Cell[] = [];
  for (let at = start; at < end; ) {
    const span = near.find((one) => one.start <= at && at < one.end);
    const character = String.fromCodePoint(text.codePointAt(at) as number);
    if (span !== undefined && character.trim() !== "") {
      const stop = Math.min(span.end, end);
      cells.push({ text: MASK, width: MASK.length, start: at, end: stop });
      at = stop;
      continue;
    }
    const { text: shown, width } = glyph(character);
    cells.push({ text: shown, width, start: at, end: at + character.length });
    at += character.length;
  }
  return cells;
}

interface Room {
  readonly width: number;
  readonly left: boolean;
  readonly right: boolean;
}

/** `from` and `behind` are the indices of the first marked cell and of the first one behind the marked. */
function cut(cells: readonly Cell[], from: number, behind: number, room: Room): Frame {
  let first = 0;
  if (room.left || widthOf(cells) > room.width) {
    // What stands before the range says where it is; what stands behind it seldom matters.
    const before = Math.max(Math.floor(room.width / 3), room.width - widthOf(cells.slice(from, behind)) - 4);
    first = from;
    for (let left = Math.min(before, room.width - 8); first > 0; first--) {
      left -= cells[first - 1]?.width ?? 0;
      if (left < 0) break;
    }
  }
  const cutLeft = first > 0 || room.left;
  let last = first;
  for (let left = room.width - (cutLeft ? 1 : 0); last < cells.length; last++) {
    left -= cells[last]?.width ?? 0;
    if (left < (last + 1 < cells.length || room.right ? 1 : 0)) break;
  }
  const cutRight = last < cells.length || room.right;
  const shown = cells.slice(first, last);
  const text = (some: readonly Cell[]) => some.map((cell) => cell.text).join("");
  const marked = widthOf(cells.slice(from, Math.min(behind, last)));
  return {
    code: (cutLeft ? CUT : "") + text(shown) + (cutRight ? CUT : ""),
    indent: " ".repeat((cutLeft ? 1 : 0) + widthOf(cells.slice(first, from))),
    marks: "^".repeat(Math.max(1, marked)),
  };
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}
