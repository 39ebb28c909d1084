import { readFileSync } from "node:fs";

/** A row of a table, by the titles of its columns; code spans without their backticks. */
export type TableRow = Readonly<Record<string, string>>;

/** A page of `docs/`, for tests that hold what it says. */
export class Page {
  readonly text: string;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
    this.text = readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), "utf8");
  }

  /** The fenced blocks of a language, in their order. */
  blocks(language: string): string[] {
    return [...this.text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
      ([, text]) => text ?? "",
    );
  }

  /** The first table below a heading. */
  table(heading: string): readonly TableRow[] {
    const from = this.text.indexOf(`\n${heading}\n`);
    if (from < 0) throw new Error(`docs/${this.#name} has no heading \`${heading}\``);
    const lines = this.text.slice(from).split("\n").slice(2);
    const start = lines.findIndex((line) => line.startsWith("|"));
    const rest = lines.slice(start);
    const end = rest.findIndex((line) => !line.startsWith("|"));
    const [titles, , ...rows] = rest.slice(0, end < 0 ? undefined : end).map(cellsOf);
    if (!titles || start < 0) throw new Error(`there is no table below \`${heading}\``);
    return rows.map((cells) => Object.fromEntries(titles.map((title, at) => [title, cells[at] ?? ""])));
  }
}

function cellsOf(line: string): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim().replace(/`/g, ""));
}
