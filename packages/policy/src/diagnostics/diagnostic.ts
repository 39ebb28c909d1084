import type { DiagnosticCode } from "./codes.ts";

/** How much a diagnostic weighs: only an `error` keeps a policy from compiling. */
export type Severity = "error" | "warning" | "info";

/** A place in a file. */
export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in code points. */
  readonly column: number;
  /** From 0, in UTF-16 code units from the start of the file. */
  readonly offset: number;
}

/** A stretch of a file; `end` is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** One thing that is wrong with a policy, and where. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence, lower case, no final period; what the user wrote stands in backticks. */
  readonly message: string;
  /** How to mend it, where that is known. */
  readonly hint?: string;
  readonly range: Range;
  /** ngrok's own code for the same mistake, such as `ERR_NGROK_2201`. */
  readonly ngrok?: NgrokCode;
}

/** A code of ngrok's error catalogue. */
export type NgrokCode = `ERR_NGROK_${number}`;
