/** What is printed. */

const LONGEST = 70;

/** One line a survivor: where, what stands there, and what could stand there unnoticed. */
export function survivorLine({ file, line, column, kind, original, text, reached }) {
  const [from, to] = [original, text].map(shown);
  const change = kind === "expression" ? `${from} → ${to}` : `${from} left out`;
  return `${file}:${line}:${column}  ${change}${reached ? "" : "  (nothing comes here)"}`;
}

function shown(text) {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** A table of the modules; `rows` are judgements with the module's `name` and the `seconds` it took. */
export function table(rows) {
  const head = [
    "module",
    "mutants",
    "by vectors",
    "by tests",
    "survived",
    "equivalent",
    "killed",
    "of the tellable",
    "time",
  ];
  const lines = rows.map((row) => [
    row.name,
    row.total,
    row.byVectors,
    row.killed - row.byVectors,
    row.total - row.killed,
    row.equivalent,
    `${row.score.toFixed(1)} %`,
    `${row.scoreOfTellable.toFixed(1)} %`,
    `${row.seconds.toFixed(0)} s`,
  ]);
  const all = [head, ...lines].map((line) => line.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column].length)));
  return all
    .map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "))
    .join("\n");
}

/** The files of a module, the weakest first. */
export function byFile(mutants, survivors) {
  const files = [...new Set(mutants.map(({ file }) => file))].map((file) => {
    const total = mutants.filter((mutant) => mutant.file === file).length;
    const left = survivors.filter((mutant) => mutant.file === file).length;
    return { file, total, left, score: (100 * (total - left)) / total };
  });
  return files
    .sort((a, b) => a.score - b.score)
    .map(
      ({ file, total, left, score }) =>
        `  ${score.toFixed(1).padStart(5)} %  ${String(left).padStart(3)} of ${total} left  ${file}`,
    );
}
