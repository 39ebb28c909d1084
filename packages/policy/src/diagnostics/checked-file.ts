import type { Diagnostic } from "./diagnostic.ts";

/** A file that was checked, as the renderers show it. */
export interface CheckedFile {
  /** As it was given; `-` for standard input. */
  readonly path: string;
  readonly text: string;
  /** How many policies it holds. */
  readonly policies: number;
  /** In the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
}
