import type { Position, Range } from "../diagnostics/diagnostic.ts";

/** Turns offsets of one text into lines and columns. */
export class LineIndex {
  readonly #length: number;
  /** Offsets at which a line starts. */
  readonly #starts: number[] = [0];
  /** Offsets of second halves of surrogate pairs: they are no columns of their own. */
  readonly #seconds: number[] = [];

  constructor(text: string) {
    this.#length = text.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      // YAML 1.2, section 5.4: a line ends with LF, CR LF or CR.
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.#starts.push(i + 1);
      else if (isLowSurrogate(code) && isHighSurrogate(text.charCodeAt(i - 1))) this.#seconds.push(i);
    }
  }

  /**
   * Lines and columns from 1, columns in code points; an offset outside the text is moved to its nearest end. In
   * logarithmic time: a JSON document of megabytes may be one line, with something to say at every other place.
   */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#length));
    const line = countBelow(this.#starts, at + 1);
    const start = this.#starts[line - 1] as number;
    const halves = countBelow(this.#seconds, at) - countBelow(this.#seconds, start);
    return { line, column: at - start - halves + 1, offset: at };
  }

  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(Math.max(start, end)) };
  }
}

/** How many of the ascending `offsets` are less than `bound`. */
function countBelow(offsets: readonly number[], bound: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
