import { readFile } from "node:fs/promises";

/** A row of a table, by the titles of its columns; code spans without their backticks. */
export type TableRow = Readonly<Record<string, string>>;

/** The first table below a heading of a page in `docs/`. */
export async function tableOf(page: string, heading: string): Promise<readonly TableRow[]> {
  const text = await readFile(new URL(`../../../../../docs/${page}`, import.meta.url), "utf8");
  const from = text.indexOf(`\n${heading}\n`);
  if (from < 0) throw new Error(`docs/${page} has no heading \`${heading}\``);
  const lines = text.slice(from).split("\n").slice(2);
  const start = lines.findIndex((line) => line.startsWith("|"));
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => !line.startsWith("|"));
  const [titles, , ...rows] = rest.slice(0, end < 0 ? undefined : end).map(cellsOf);
  if (!titles || start < 0) throw new Error(`there is no table below \`${heading}\``);
  return rows.map((cells) => Object.fromEntries(titles.map((title, at) => [title, cells[at] ?? ""])));
}

function cellsOf(line: string): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim().replace(/`/g, ""));
}
