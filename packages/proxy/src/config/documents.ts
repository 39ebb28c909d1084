import {
  type DocumentLimits,
  moved,
  Problems,
  readDocuments,
  type SourceDocument,
  type Span,
} from "@sluice/policy/source";
import { readInPieces } from "./in-pieces.ts";
import { readJson } from "./json-text.ts";
import type { SourceText } from "./source-files.ts";

/** One document of a file. Its places, and those of what is in it, are in the offsets that all files share. */
export interface ReadDocument extends SourceDocument {
  readonly file: SourceText;
}

/** 256 MiB hold a million endpoints; aliases may share what 100,000 of them have. */
export const LIMITS: DocumentLimits = { length: 256 * 1024 * 1024, aliasedValues: 2_000_000 };

/** Reads all documents of a file, YAML 1.2 or JSON: at least one, which may be empty. What is wrong stays in their `problems`. */
export function readSource(file: SourceText): readonly ReadDocument[] {
  const { text } = file;
  const root = readJson(text) ?? readInPieces(text);
  const documents = root
    ? [{ start: 0, end: text.length, root, incomplete: false, problems: new Problems(), text }]
    : readDocuments(text, LIMITS);
  return documents.map((document) => ({ ...raised(document, file), file }));
}

/** At its place behind the files before it. */
function raised(document: SourceDocument, { base }: SourceText): SourceDocument {
  if (base === 0) return document;
  const place = ({ start, end }: Span): Span => ({ start: start + base, end: end + base });
  const problems = new Problems();
  document.problems.reportTo(problems, place);
  const { root, ...rest } = document;
  return { ...rest, ...place(document), root: root && moved(root, place), problems };
}
