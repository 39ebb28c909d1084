import { printTable, verdict, verdictAtLeast } from "./stats.js";

/**
 * What one table has found: printed as it comes, and kept as JSON for `--check` and for `docs/performance.md`.
 *
 * An `id` is a contract: `bench/baseline.json` goes by it. It starts with the table's name, `connections.tcp`.
 */
export class Report {
  #tables = [];
  #ratios = [];
  #budgets = [];
  #plots = [];

  /** `rows` as `printTable` takes them. */
  table(title, header, rows, notes = []) {
    printTable(title, header, rows);
    if (notes.length > 0) console.log(`\n${notes.join("\n")}`);
    this.#tables.push({ title, header, rows: rows.map((row) => row.map(String)), notes });
  }

  /**
   * A ratio to something of the same run, smaller being better: what `--check` guards. Gives what to say of it, "" without a target.
   * `atLeast`: larger is better.
   */
  ratio(id, spread, { target, atLeast = false } = {}) {
    const said = target === undefined ? "" : (atLeast ? verdictAtLeast : verdict)(spread, target);
    this.#ratios.push({ id, ...spread, target, atLeast, verdict: said });
    return target === undefined ? "" : `${atLeast ? "≥" : "≤"} ${target}: ${said}`;
  }

  /** An absolute figure that may not be more than `limit`: reported, and not guarded, for it tells how fast the machine is. */
  budget(id, spread, { limit, unit }) {
    const said = verdict(spread, limit);
    this.#budgets.push({ id, ...spread, limit, unit, verdict: said });
    return `≤ ${limit} ${unit}: ${said}`;
  }

  /** `x`, `y`: `{ label, log? }`; `series`: `[{ name, points: [[x, y], …] }]`. Drawn as an SVG named `id`. */
  plot(id, { title, x, y, series }) {
    this.#plots.push({ id, title, x, y, series });
  }

  toJSON() {
    return { tables: this.#tables, ratios: this.#ratios, budgets: this.#budgets, plots: this.#plots };
  }
}
