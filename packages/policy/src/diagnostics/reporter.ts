import { type DiagnosticCode, ngrokCodeOf, severityOf } from "./codes.ts";
import type { Diagnostic, Fix, Range, Severity } from "./diagnostic.ts";

/** Turns UTF-16 offsets into lines and columns: a `LineIndex` of one text, or what knows several. */
export interface Places {
  range(start: number, end: number): Range;
}

export interface ReportOptions {
  readonly hint?: string | undefined;
  /** Default: the code's own. */
  readonly severity?: Severity | undefined;
  readonly fix?: Fix | undefined;
}

/** What was reported, in offsets. */
export type Report = readonly [
  code: DiagnosticCode,
  start: number,
  end: number,
  message: string,
  options?: ReportOptions | undefined,
];

/** Collects the diagnostics of one file. Threaded through every stage. */
export class Reporter {
  readonly #places: Places;
  readonly #reports: Report[] = [];
  #hasErrors = false;

  constructor(places: Places) {
    this.#places = places;
  }

  /** `start` and `end` are UTF-16 offsets into the file. */
  report(code: DiagnosticCode, start: number, end: number, message: string, options?: ReportOptions): void {
    if ((options?.severity ?? severityOf(code)) === "error") this.#hasErrors = true;
    this.#reports.push([code, start, end, message, options]);
  }

  range(start: number, end: number): Range {
    return this.#places.range(start, end);
  }

  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  /** In the order of the file; what was found of the same range keeps the order in which it was found. */
  reports(): readonly Report[] {
    return [...this.#reports].sort(inOrderOfFile);
  }

  /** `reports` as they are shown. */
  diagnostics(): readonly Diagnostic[] {
    return this.reports().map((report) => diagnosticOf(report, this.#places));
  }
}

/** What a map lacks comes before what is in it, also where both start at one place, as they do in YAML and not in JSON. */
function inOrderOfFile([, start, end]: Report, [, otherStart, otherEnd]: Report): number {
  return start - otherStart || otherEnd - end;
}

/** A report as it is shown; what its code fixes is filled in. */
export function diagnosticOf([code, start, end, message, options = {}]: Report, places: Places): Diagnostic {
  const ngrok = ngrokCodeOf(code);
  return {
    code,
    severity: options.severity ?? severityOf(code),
    message,
    ...(options.hint === undefined ? {} : { hint: options.hint }),
    range: places.range(start, end),
    ...(ngrok === undefined ? {} : { ngrok }),
    ...(options.fix === undefined ? {} : { fix: options.fix }),
  };
}
