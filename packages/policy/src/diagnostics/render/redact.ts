import type { CheckedFile } from "../checked-file.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { MASK, privateKeySpans, type Span, withoutPrivateKeys } from "./mask.ts";

/** Shorter words of a key tell nothing of it, and may well be words of the message. */
const SHORTEST_PIECE = 8;

/** The file with diagnostics in which no part of a private key is quoted, and no mend that would write one. */
export function redacted(file: CheckedFile): CheckedFile {
  if (file.diagnostics.length === 0) return file;
  const spans = privateKeySpans(file.text);
  return { ...file, diagnostics: file.diagnostics.map((diagnostic) => withoutKeys(diagnostic, file.text, spans)) };
}

function withoutKeys(diagnostic: Diagnostic, text: string, spans: readonly Span[]): Diagnostic {
  const { message, hint, fix, range, ...rest } = diagnostic;
  const around = spans.filter(({ start, end }) => start <= range.end.offset && range.start.offset <= end);
  const bodies = around.map(({ start, end }) => text.slice(start, end));
  const redact = (said: string) => withoutPrivateKeys(withoutPieces(said, bodies));
  const isSafe = fix?.edits.every((edit) => redact(edit.text) === edit.text) === true;
  return {
    ...rest,
    range,
    message: redact(message),
    ...(hint === undefined ? {} : { hint: redact(hint) }),
    // Masked, it would write the mask into the file.
    ...(isSafe ? { fix: { ...fix, description: redact(fix.description) } } : {}),
  };
}

/** Without quoted pieces of the bodies: what is wrong inside of a broken key is shown by its place alone. */
function withoutPieces(said: string, bodies: readonly string[]): string {
  if (bodies.length === 0) return said;
  return said.replaceAll(/`([^`]+)`/g, (quoted, piece: string) =>
    piece.length >= SHORTEST_PIECE && bodies.some((body) => body.includes(piece)) ? `\`${MASK}\`` : quoted,
  );
}
