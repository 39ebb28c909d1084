import type { LineIndex } from "../source/lines.ts";
import { type DiagnosticCode, ngrokCodeOf, severityOf } from "./codes.ts";
import type { Diagnostic, Fix, Range, Severity } from "./diagnostic.ts";

export interface ReportOptions {
  readonly hint?: string | undefined;
  /** Default: the code's own. */
  readonly severity?: Severity | undefined;
  readonly fix?: Fix | undefined;
}

/** Collects the diagnostics of one file. Threaded through every stage. */
export class Reporter {
  readonly #lines: LineIndex;
  readonly #diagnostics: Diagnostic[] = [];
  #hasErrors = false;

  constructor(lines: LineIndex) {
    this.#lines = lines;
  }

  /** `start` and `end` are UTF-16 offsets into the file. */
  report(code: DiagnosticCode, start: number, end: number, message: string, options: ReportOptions = {}): void {
    const severity = options.severity ?? severityOf(code);
    const ngrok = ngrokCodeOf(code);
    if (severity === "error") this.#hasErrors = true;
    this.#diagnostics.push({
      code,
      severity,
      message,
      ...(options.hint === undefined ? {} : { hint: options.hint }),
      range: this.#lines.range(start, end),
      ...(ngrok === undefined ? {} : { ngrok }),
      ...(options.fix === undefined ? {} : { fix: options.fix }),
    });
  }

  range(start: number, end: number): Range {
    return this.#lines.range(start, end);
  }

  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  /** In the order of the file; what was found of the same range keeps the order in which it was found. */
  diagnostics(): readonly Diagnostic[] {
    return [...this.#diagnostics].sort(inOrderOfFile);
  }
}

/** What a map lacks comes before what is in it, also where both start at one place, as they do in YAML and not in JSON. */
function inOrderOfFile({ range: a }: Diagnostic, { range: b }: Diagnostic): number {
  return a.start.offset - b.start.offset || b.end.offset - a.end.offset;
}
