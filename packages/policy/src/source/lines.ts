import type { Position, Range } from "../diagnostics/diagnostic.ts";

/** Turns offsets of one text into lines and columns. */
export class LineIndex {
  readonly #text: string;
  /** Offsets at which a line starts. */
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      // YAML 1.2, section 5.4: a line ends with LF, CR LF or CR.
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.#starts.push(i + 1);
    }
  }

  /** Lines and columns from 1, columns in code points; an offset outside the text is moved to its nearest end. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    const start = this.#starts[low] as number;
    return { line: low + 1, column: codePoints(this.#text, start, at) + 1, offset: at };
  }

  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(Math.max(start, end)) };
  }
}

function codePoints(text: string, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    // The second half of a surrogate pair belongs to the code point before it.
    const second = code >= 0xdc00 && code <= 0xdfff && i > start;
    if (!(second && isHighSurrogate(text.charCodeAt(i - 1)))) count++;
  }
  return count;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
