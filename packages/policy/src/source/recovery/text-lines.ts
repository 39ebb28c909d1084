/** A line of a text, by its indentation. */
export interface TextLine {
  readonly start: number;
  /** Without its line break. */
  readonly end: number;
  /** Where its first character stands that is neither space nor tab. */
  readonly content: number;
  /** Width of its indentation, a tab as wide as to the next multiple of 8. */
  readonly width: number;
}

const TAB = 8;

/** The lines of a text whose line breaks are LF or CR LF. */
export function linesOf(source: string): readonly TextLine[] {
  const lines: TextLine[] = [];
  for (let start = 0; start <= source.length; ) {
    const lineBreak = source.indexOf("\n", start);
    const next = lineBreak === -1 ? source.length + 1 : lineBreak + 1;
    const end = source.charCodeAt(next - 2) === 13 && next - 2 >= start ? next - 2 : Math.max(start, next - 1);
    let content = start;
    let width = 0;
    for (; content < end; content++) {
      const code = source.charCodeAt(content);
      if (code === 9) width += TAB - (width % TAB);
      else if (code === 32) width++;
      else break;
    }
    lines.push({ start, end, content, width });
    start = next;
  }
  return lines;
}
