import { Composer, type Document, isSeq, type LineCounter, type Node, Parser, parseDocument } from "yaml";
import { readPlainItems } from "./plain-yaml.ts";
import type { TextPiece } from "./split-endpoints.ts";

const OPTIONS = { prettyErrors: false, uniqueKeys: true } as const;

/** Reads a document with all its positions. */
export function readYaml(text: string, lineCounter: LineCounter): Document.Parsed {
  return parseDocument(text, { ...OPTIONS, lineCounter });
}

/** The items of a list that a piece of a text holds, at their places in the whole; `undefined`: it is no such piece. */
export function readItems(piece: TextPiece): readonly Node[] | undefined {
  return readPlainItems(piece) ?? readAnyItems(piece);
}

/** As `readItems`, by the library alone. */
export function readAnyItems({ text, offset }: TextPiece): readonly Node[] | undefined {
  const parser = new Parser();
  parser.offset = offset;
  const [document, second] = [...new Composer(OPTIONS).compose(parser.parse(text))];
  if (document === undefined || second !== undefined) return undefined;
  const { contents, errors, warnings } = document;
  return errors.length > 0 || warnings.length > 0 || !isSeq(contents) ? undefined : (contents.items as Node[]);
}

/** The start of every line, as the library's `LineCounter` has it. */
export function addLines(text: string, lines: LineCounter): void {
  for (let at = 0; at !== -1 || lines.lineStarts.length === 0; ) {
    lines.addNewLine(at);
    at = text.indexOf("\n", at) + 1 || -1;
  }
}
