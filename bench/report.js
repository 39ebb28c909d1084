import { printTable, verdict, verdictAtLeast } from "./stats.js";

/**
 * What one table has found: printed as it comes, and kept as JSON for `--check` and for `docs/performance.md`.
 *
 * An `id` is a contract: `bench/baseline.json` goes by it. It starts with the table's name, `connections.tcp`. `what` is what a reader
 * of the summary sees instead of it. A spread is what `summarize` gives.
 */
export class Report {
  #name;
  #ids = new Set();
  #tables = [];
  #ratios = [];
  #budgets = [];
  #plots = [];
  #figures;

  constructor(name) {
    this.#name = name;
  }

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
  ratio(id, spread, { target, atLeast = false, what = id } = {}) {
    this.#claim(id, spread);
    const said = target === undefined ? "" : (atLeast ? verdictAtLeast : verdict)(spread, target);
    this.#ratios.push({ id, what, ...spread, target, atLeast, verdict: said });
    return target === undefined ? "" : `${atLeast ? "≥" : "≤"} ${target}: ${said}`;
  }

  /**
   * An absolute figure that may not be more than `limit`: reported, and not guarded, for it tells how fast the machine is; but one that is
   * `exact`, bytes that are always the same, is, as a ratio is.
   */
  budget(id, spread, { limit, unit, exact = false, what = id }) {
    this.#claim(id, spread);
    const said = verdict(spread, limit);
    this.#budgets.push({ id, what, ...spread, limit, unit, ...(exact ? { exact } : {}), verdict: said });
    return `≤ ${limit} ${unit}: ${said}`;
  }

  /** `x`, `y`: `{ label, log? }`; `series`: `[{ name, points: [[x, y], …] }]`. Drawn as an SVG named `id`. */
  plot(id, { title, x, y, series }) {
    this.#claim(`${id}.svg`, {});
    this.#plots.push({ id, title, x, y, series });
  }

  /** How many figures stand behind each spread, where these are not as many as rounds. */
  figures(count) {
    this.#figures = count;
  }

  toJSON() {
    return {
      figures: this.#figures,
      tables: this.#tables,
      ratios: this.#ratios,
      budgets: this.#budgets,
      plots: this.#plots,
    };
  }

  /** Whoever takes an id twice, or that of another table, would have its figures compared with others. */
  #claim(id, numbers) {
    if (!id.startsWith(`${this.#name}.`) || !/^[a-z0-9.-]+$/.test(id)) {
      throw new Error(
        `\`${id}\` is no id of the table \`${this.#name}\`: \`${this.#name}.\` and words of a-z, 0-9 and -`,
      );
    }
    if (this.#ids.has(id)) throw new Error(`\`${id}\` is reported twice`);
    for (const [name, number] of Object.entries(numbers)) {
      if (!Number.isFinite(number)) throw new Error(`\`${id}\` has no ${name}: ${number}`);
    }
    this.#ids.add(id);
  }
}

/** What an id has for a name that people read: `in one address` is `in-one-address`. */
export function idPart(name) {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
