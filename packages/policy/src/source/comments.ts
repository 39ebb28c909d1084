import { Lexer } from "yaml";
import type { Span } from "./node.ts";
import { recover } from "./recovery/recover.ts";
import { segmentsOf } from "./recovery/segments.ts";
import { isSound, normalized } from "./yaml.ts";

/** A comment: from its `#` to the end of its line. */
export interface Comment extends Span {
  readonly text: string;
}

/** What the lexer puts between pieces of the text, and where it announces a plain or block scalar. */
const MARKERS = new Set(["\u0002", "\u0018", "\u001f"]);
const SCALAR = "\u001f";

/** The comments of a text, without what looks like one inside of a value, and without those of what cannot be read. */
export function commentsOf(text: string): readonly Comment[] {
  const source = normalized(text);
  const readable = isSound(source) ? source : recover(source).source;
  return segmentsOf(readable).flatMap(({ start, end }) => commentsIn(readable.slice(start, end), start));
}

function commentsIn(source: string, base: number): readonly Comment[] {
  const comments: Comment[] = [];
  let at = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(source)) {
    if (!isScalar && MARKERS.has(lexeme)) {
      isScalar = lexeme === SCALAR;
      continue;
    }
    if (!isScalar && lexeme.startsWith("#")) {
      comments.push({ start: base + at, end: base + at + lexeme.length, text: lexeme });
    }
    isScalar = false;
    at += lexeme.length;
  }
  return comments;
}
