import type { Report } from "./report.ts";

/** One line for each engine and each vector, so that two runs can be compared with `diff`. */
export function formatJson(report: Report): string {
  const { engines, vectors, ...head } = report;
  const lines = (values: readonly unknown[]) => values.map((value) => `\n  ${JSON.stringify(value)}`).join(",");
  const engineLines = engines.map(({ results, ...engine }) => {
    const start = JSON.stringify(engine).slice(0, -1);
    return `\n {${start.slice(1)},"results":[${lines(results)}]}`;
  });
  return `{${JSON.stringify(head).slice(1, -1)},"engines":[${engineLines.join(",")}],\n"vectors":[${lines(vectors)}]}\n`;
}
