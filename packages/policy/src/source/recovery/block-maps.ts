import type { Part } from "./part.ts";
import type { TextLine } from "./text-lines.ts";

const KEY = /^(?:"[^"]*"|'[^']*'|[^\s"'#&*!|>%@`{[,\]}-][^\s:]*)[ \t]*:(?=\s|$)/;
const DOCUMENT = /^(?:---|\.\.\.)(?:\s|$)/;

/** The entries of the block maps under some keys, in a text that cannot be read whole: by indentation alone. */
export function entryParts(source: string, lines: readonly TextLine[], keys: readonly string[]): readonly Part[] {
  const header = new RegExp(`^(["']?)(?:${keys.join("|")})\\1[ \\t]*:[ \\t]*(?:#.*)?$`);
  const parts: Part[] = [];
  for (let at = 0; at < lines.length; at++) {
    const { content, end, width } = lines[at] as TextLine;
    if (!header.test(source.slice(content, end))) continue;
    const next = endOfMap(source, lines, at + 1, width);
    parts.push(...partsOf(source, lines.slice(at + 1, next)));
    at = next - 1;
  }
  return parts;
}

function endOfMap(source: string, lines: readonly TextLine[], from: number, keyWidth: number): number {
  for (let at = from; at < lines.length; at++) {
    const { start, content, end, width } = lines[at] as TextLine;
    const text = source.slice(content, end);
    if ((content === start && DOCUMENT.test(text)) || (width <= keyWidth && KEY.test(text))) return at;
  }
  return lines.length;
}

function partsOf(source: string, lines: readonly TextLine[]): readonly Part[] {
  const first = lines.find(({ content, end }) => KEY.test(source.slice(content, end)));
  const starts = lines.flatMap(({ content, end, width }, index) =>
    width === first?.width && KEY.test(source.slice(content, end)) ? [index] : [],
  );
  return starts.map((start, index) => {
    const entry = lines.slice(start, starts[index + 1] ?? lines.length);
    const [line] = entry as [TextLine];
    const key = KEY.exec(source.slice(line.content, line.end))?.[0] ?? "";
    const at = line.content + key.length + 1;
    // In one write with the key, on its own line or the next: what is deeper is its value.
    const below = entry.find(
      ({ start, content, end }) => start > line.start && end - start > line.width + 1 && end > content,
    );
    const nullAt = at < line.end ? at : below && below.start + line.width + 1;
    return {
      start: line.start,
      end: (entry.at(-1) as TextLine).end,
      style: "block",
      placeholder: [{ at: line.content, text: key }, ...(nullAt === undefined ? [] : [{ at: nullAt, text: "~" }])],
      nullAt,
    };
  });
}
