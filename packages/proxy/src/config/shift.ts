import type { Report } from "@sluice/policy";
import type { Span } from "@sluice/policy/source";

/** A stretch of a text that stands elsewhere now. */
export function shiftedSpan({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

/** A report of a text that stands elsewhere now. */
export function shiftedReport([code, start, end, message, options]: Report, by: number): Report {
  const { fix } = options ?? {};
  const edits = fix?.edits.map((edit) => ({ ...edit, start: edit.start + by, end: edit.end + by }));
  return [code, start + by, end + by, message, fix && edits ? { ...options, fix: { ...fix, edits } } : options];
}
