import type { Coverage } from "./coverage.ts";

/** For people: each statement with the ids of its vectors, then what is missing, then the sum. */
export function coverageText({ statements, missing, astray, counts }: Coverage, file: string): string {
  const rows = statements.flatMap(({ statement: { id, withdrawn }, vectors }) =>
    withdrawn ? [`${id}  withdrawn`] : [[id, ...vectors.map((vector) => vector.id)].join("  ")],
  );
  const lines = [
    ...rows,
    ...missing.map(({ id, line, column }) => `${file}:${line}:${column}: no vector holds ${id}`),
    ...astray.map(({ id, spec }) => `${id}: ${spec === undefined ? "no `spec`" : `\`${spec}\` is no statement`}`),
  ];
  const total = counts.decision + counts.wire + counts.scenario;
  const kinds = `${counts.decision} decision, ${counts.wire} wire, ${counts.scenario} scenario`;
  const open = statements.filter(({ statement }) => !statement.withdrawn).length;
  return `${lines.join("\n")}\n${open - missing.length} of ${open} statements held by ${total} vectors (${kinds})`;
}

/** For programs; the shape is a contract, only added to. */
export function coverageJson({ statements, missing, astray, counts }: Coverage): string {
  const report = {
    version: 1,
    counts,
    missing: missing.map(({ id }) => id),
    astray,
    statements: statements.map(({ statement: { id, text, withdrawn, line }, vectors }) => ({
      id,
      line,
      text,
      ...(withdrawn ? { withdrawn } : {}),
      vectors,
    })),
  };
  return JSON.stringify(report);
}
