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
  /** A mend that is certain: applying it changes nothing of what the policy means, or makes it mean what it can only have meant. */
  readonly fix?: Fix;
}

/** Edits of one file that belong together. */
export interface Fix {
  /** What it does, such as "write `10.0.0.0/8`". */
  readonly description: string;
  /** Ascending, not overlapping. */
  readonly edits: readonly TextEdit[];
}

/** Replaces the UTF-16 units from `start` to `end` (exclusive). */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  /** What stands there. An edit of anything else is none: the same value may come from somewhere else, as an alias's does. */
  readonly old: string;
  readonly text: string;
}

/** A code of ngrok's error catalogue. */
export type NgrokCode = `ERR_NGROK_${number}`;
