/** An expression on a page of documentation and what it gives there; without a value, it fails. */
export interface PageExample {
  readonly expression: string;
  readonly value?: string;
}

/** A page's prose and tables: code blocks are not read as either. */
export function withoutFences(page: string): string {
  return page.replaceAll(/^```.*?^```$/gms, "");
}

/** Everything between backticks, in order; in a table a `|` is written `\|`. */
export function codeSpans(text: string): string[] {
  return Array.from(text.matchAll(/`([^`\n]+)`/g), ([, span = ""]) => span.replaceAll("\\|", "|"));
}

/** Examples are written `expression` → `value`, or `expression` → error. */
export function examplesOf(text: string): PageExample[] {
  const spans = text.matchAll(/`([^`\n]+)`(?:( → )(?:`([^`\n]+)`|error\b))?/g);
  return Array.from(spans).flatMap(([, expression = "", arrow, value]) => {
    if (arrow === undefined) return [];
    const written = expression.replaceAll("\\|", "|");
    return [{ expression: written, ...(value === undefined ? {} : { value: value.replaceAll("\\|", "|") }) }];
  });
}

/** The cells of the tables between a heading and the next one of any level, without their header rows. */
export function rowsUnder(text: string, heading: string): string[][] {
  const [, after = ""] = text.split(`${heading}\n`);
  const [section = ""] = after.split(/^#/m);
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  const isRule = (line: string | undefined) => /^\|[-| ]+$/.test(line ?? "");
  return rows
    .filter((line, index) => !isRule(line) && !isRule(rows[index + 1]))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
