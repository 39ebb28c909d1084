import type { Diagnostic, TextEdit } from "./diagnostic.ts";

export interface FixedText {
  readonly text: string;
  /** How many diagnostics were mended. */
  readonly applied: number;
}

/**
 * Applies every fix whose edits touch nothing that an earlier one (in the order of the file) has changed. Whatever is not
 * edited, comments and format among it, stays as it is.
 */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[]): FixedText {
  const edits: TextEdit[] = [];
  let applied = 0;
  for (const { fix } of diagnostics) {
    if (
      fix === undefined ||
      !fix.edits.every((edit) => fits(text, edit) && !edits.some((other) => overlap(edit, other)))
    )
      continue;
    edits.push(...fix.edits);
    applied++;
  }
  return { text: edited(text, edits), applied };
}

/** Whether what an edit is to replace stands where it says. */
export function fits(text: string, { start, end, old }: TextEdit): boolean {
  return text.slice(start, end) === old;
}

function overlap(a: TextEdit, b: TextEdit): boolean {
  return a.start < b.end && b.start < a.end;
}

function edited(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, text: written } of [...edits].sort((a, b) => a.start - b.start)) {
    result += text.slice(at, start) + written;
    at = end;
  }
  return result + text.slice(at);
}
