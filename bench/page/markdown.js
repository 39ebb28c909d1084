/** Tables of Markdown. */

/** `header` and `rows`: text; the first column to the left, the rest to the right. */
export function markdownTable(header, rows) {
  const line = (cells) => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(header), `| ${header.map((_, i) => (i === 0 ? "---" : "---:")).join(" | ")} |`, ...rows.map(line)].join(
    "\n",
  );
}

/** What would end a cell. A cell may hold Markdown. */
function escaped(cell) {
  return cell.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** A text that is no Markdown but for `code`. */
export function plain(text) {
  const parts = text.split(/(`[^`]*`)/);
  return parts.map((part, i) => (i % 2 === 1 ? part : part.replaceAll(/[\\*_[\]<$~#]/g, "\\$&"))).join("");
}

/** The rows of the table whose header begins with a word, cells unescaped. */
export function rowsOf(markdown, word) {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${word} |`));
  const end = lines.findIndex((line, i) => i > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) =>
    line
      .replace(/^\| | \|$/g, "")
      .split(" | ")
      .map((cell) => cell.replaceAll("\\|", "|")),
  );
}
