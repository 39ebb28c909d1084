/** What `--save` keeps of a run, one file for each major version of Node, and what `docs/performance.md` is written from. */

/**
 * A run's results as they are kept: what was found, by table, with when, how and of which commit, and where it was measured. `described`:
 * `{ name, what, against }` of each table, as the README has it then: what it says later may be of another way to measure.
 */
export function resultsOf(found, { environment, commit, date, rounds, described }) {
  const tables = Object.fromEntries(
    Object.entries(found).map(([name, report]) => {
      const { what, against } = described.find((table) => table.name === name) ?? {};
      return [name, { date, rounds, commit, what, against, ...report }];
    }),
  );
  return { environment, tables };
}

/** Figures of two machines, or of two versions of anything, do not belong on one page. */
export function isOfSame(results, environment) {
  return JSON.stringify(results.environment) === JSON.stringify(environment);
}

/** Results with those of a run of some tables in place of the ones before, of which nothing is kept if they are of another environment. */
export function withTables(before, results) {
  if (!isOfSame(before, results.environment)) return results;
  return { ...results, tables: { ...before.tables, ...results.tables } };
}

/** The first number of a version of Node. */
export function majorOf(version) {
  return Number(version.split(".")[0]);
}
