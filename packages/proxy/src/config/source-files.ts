import type { Range } from "@sluice/policy";
import { LineIndex, type Span } from "@sluice/policy/source";

/** A text that a configuration is made from, in the offsets that all its texts share. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
  /** Where it starts. */
  readonly base: number;
}

/**
 * The texts of one configuration, one behind the other in one space of offsets: a node of any of them, and what is made of
 * several, has a place without naming its file.
 */
export class SourceFiles {
  readonly #texts: (SourceText & { lines?: LineIndex })[] = [];
  #end = 0;

  /** `base`: what the offsets of the text are to be raised by. */
  add(path: string, text: string): SourceText {
    const added = { path, text, base: this.#end };
    this.#texts.push(added);
    // One apart, so that the end of a text is not the start of the next.
    this.#end += text.length + 1;
    return added;
  }

  /** The text that an offset is in. Throws where there is none at all. */
  at(offset: number): SourceText {
    return this.#find(offset);
  }

  /** Lines and columns in the file that the span starts in, offsets from its start. */
  range({ start, end }: Span): { readonly path: string; readonly range: Range } {
    const found = this.#find(start);
    found.lines ??= new LineIndex(found.text);
    return { path: found.path, range: found.lines.range(start - found.base, end - found.base) };
  }

  #find(offset: number): SourceText & { lines?: LineIndex } {
    let low = 0;
    let high = this.#texts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#texts[middle]?.base ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const found = this.#texts[low];
    if (!found) throw new Error("there is no text");
    return found;
  }
}
