import { type Diagnostic, diagnosticOf, type Fix, isLint, type Places, type Report } from "@sluice/policy";
import type { Sink, Span } from "@sluice/policy/source";
import type { SourceFiles } from "./source-files.ts";

/** A diagnostic with the file it is about. */
export interface FileDiagnostic extends Diagnostic {
  readonly path: string;
}

/** Collects what is wrong with the texts of one configuration. */
export class Diagnostics implements Sink {
  /** In the order in which they were found. */
  readonly all: FileDiagnostic[] = [];
  readonly #files: SourceFiles;
  readonly #places: Places;
  readonly #isGenerated: (span: Span) => boolean;
  #recorded: Report[] = [];

  /** `isGenerated`: whether nobody has written what stands there, so that there is nobody whom a lint could help. */
  constructor(files: SourceFiles, isGenerated: (span: Span) => boolean = () => false) {
    this.#files = files;
    this.#isGenerated = isGenerated;
    this.#places = placesOf(files);
  }

  get hasErrors(): boolean {
    return this.all.some(({ severity }) => severity === "error");
  }

  /** What was reported since this was called last. */
  takeReports(): readonly Report[] {
    const recorded = this.#recorded;
    this.#recorded = [];
    return recorded;
  }

  report(...report: Report): void {
    const [code, start, end] = report;
    this.#recorded.push(report);
    if (isLint(code) && this.#isGenerated({ start, end })) return;
    const { path, base } = this.#files.at(start);
    const { fix, ...diagnostic } = diagnosticOf(report, this.#places);
    this.all.push({ path, ...diagnostic, ...(fix ? { fix: fixIn(fix, base) } : {}) });
  }
}

/** Places of a configuration's texts, for who needs no path beside them. */
export function placesOf(files: SourceFiles): Places {
  return { range: (start, end) => files.range({ start, end }).range };
}

function fixIn({ description, edits }: Fix, base: number): Fix {
  return { description, edits: edits.map((edit) => ({ ...edit, start: edit.start - base, end: edit.end - base })) };
}

/** Each once: a policy that is compiled for several endpoints is wrong in the same way for most. */
export function distinct(diagnostics: readonly FileDiagnostic[]): readonly FileDiagnostic[] {
  const told = new Set<string>();
  return diagnostics.filter(({ path, code, range, message }) => {
    const key = JSON.stringify([path, code, range.start.offset, range.end.offset, message]);
    return told.size < told.add(key).size;
  });
}
