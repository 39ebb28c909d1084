import type { Span } from "../node.ts";

/** One document of a stream, from its `---`. */
export type Segment = Span;

/** Cuts a stream into its documents: `---` at the start of a line always starts one (YAML 1.2, section 9.1.2). */
export function segmentsOf(source: string): readonly Segment[] {
  const starts = [0];
  for (const { index } of source.matchAll(/^---(?=\s|$)/gm)) {
    // Directives and comments belong to the document behind them.
    const before = source.slice(starts.at(-1), index);
    if (!before.startsWith("---") && before.split("\n").every((line) => /^(?:[%#].*|\s*)$/.test(line))) continue;
    starts.push(index);
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? source.length }));
}
