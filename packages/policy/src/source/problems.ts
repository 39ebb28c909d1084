import type { Report, Reporter } from "../diagnostics/reporter.ts";
import type { Span } from "./node.ts";

/** Takes what is wrong: a `Reporter`, or something in front of one. */
export type Sink = Pick<Reporter, "report">;

/** Keeps what is wrong with a document until it is known whether anybody wants to hear it. */
export class Problems implements Sink {
  readonly #reports: Report[] = [];

  report(...report: Report): void {
    this.#reports.push(report);
  }

  get count(): number {
    return this.#reports.length;
  }

  /** `place` turns a range of the document into one of the sink's file. */
  reportTo(sink: Sink, place: (span: Span) => Span = (span) => span): void {
    for (const [code, start, end, message, options] of this.#reports) {
      const placed = place({ start, end });
      sink.report(code, placed.start, placed.end, message, options);
    }
  }
}
