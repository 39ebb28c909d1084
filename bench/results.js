/** What `--save` keeps of a run, one file for each major version of Node, and what `docs/performance.md` is written from. */

/** A run's results as they are kept: what was found, by table, with when and how, and where it was measured. */
export function resultsOf(found, { environment, date, rounds }) {
  const tables = Object.fromEntries(Object.entries(found).map(([name, report]) => [name, { date, rounds, ...report }]));
  return { environment, tables };
}

/**
 * Results with those of a run of some tables in place of the ones before. Figures of two machines, or of two versions of anything, do
 * not belong on one page: `undefined` then.
 */
export function withTables(before, results) {
  if (JSON.stringify(before.environment) !== JSON.stringify(results.environment)) return undefined;
  return { ...results, tables: { ...before.tables, ...results.tables } };
}

/** The first number of a version of Node. */
export function majorOf(version) {
  return Number(version.split(".")[0]);
}
