/** One series, by its name and labels as they are written: `a_total{b="c"}`. */
export type Series = string;

/** What was scraped, as Prometheus reads it. Throws where it would not. */
export class Scrape {
  readonly values: ReadonlyMap<Series, number>;
  /** By the names of metrics: their type. */
  readonly types: ReadonlyMap<string, string>;
  readonly helps: ReadonlyMap<string, string>;

  constructor(text: string) {
    const values = new Map<Series, number>();
    const types = new Map<string, string>();
    const helps = new Map<string, string>();
    if (!text.endsWith("\n")) throw new Error("the last line has no end");
    for (const line of text.split("\n")) {
      if (line === "") continue;
      const [, kind, about, rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
      if (kind !== undefined && about !== undefined) {
        const told = kind === "HELP" ? helps : types;
        if (told.has(about)) throw new Error(`${kind} of ${about} is told twice`);
        told.set(about, rest);
        continue;
      }
      const [, series, value] = /^([a-zA-Z_:][\w:]*(?:\{[^{}]*\})?) (\S+)$/.exec(line) ?? [];
      // prom-client writes `Nan`, which Go reads in any case.
      const isNumber = value !== undefined && (/^nan$/i.test(value) || !Number.isNaN(Number(value)));
      if (series === undefined || !isNumber) throw new Error(`no line of a scrape: ${line}`);
      if (values.has(series)) throw new Error(`${series} is told twice`);
      values.set(series, Number(value));
    }
    this.values = values;
    this.types = types;
    this.helps = helps;
  }

  /** Of the metrics that begin so, what does not vary from run to run: no sums and no buckets of times. */
  counts(prefix: string): Readonly<Record<Series, number>> {
    const stable = [...this.values].filter(
      ([series]) => series.startsWith(prefix) && !/_(?:sum|bucket)\b|_seconds(?:$|\{)|_info\{/.test(series),
    );
    return Object.fromEntries(stable.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The names of metrics with the labels that each has. */
  labels(): ReadonlyMap<string, ReadonlySet<string>> {
    const labels = new Map<string, Set<string>>();
    for (const series of this.values.keys()) {
      const name = metricOf(series.replace(/\{.*/, ""), this.types);
      const of = labels.get(name) ?? new Set();
      labels.set(name, of);
      for (const [, label] of series.matchAll(/[{,](\w+)="/g)) if (label !== undefined) of.add(label);
    }
    return labels;
  }

  /** What `promtool check metrics` finds, and what Prometheus asks of names. */
  problems(): readonly string[] {
    const problems: string[] = [];
    for (const name of this.labels().keys()) {
      if (!this.types.has(name)) problems.push(`${name} has no TYPE`);
      if (!this.helps.has(name)) problems.push(`${name} has no HELP`);
    }
    for (const [name, type] of this.types) {
      if (!/^[a-z][a-z0-9_]*$/.test(name)) problems.push(`${name} is not in lower case with underscores`);
      // Those of Node are named by prom-client, which calls some gauges so.
      const isMisnamed = (type === "counter") !== name.endsWith("_total");
      if (isMisnamed && !name.startsWith("nodejs_")) problems.push(`${name} is a ${type}`);
      if (/_(?:count|sum|bucket)$/.test(name)) problems.push(`${name} ends as only a part of a histogram does`);
      if (/_(?:milliseconds|ms|kilobytes|kb|minutes)(?:_|$)/.test(name)) problems.push(`${name} has no base unit`);
      if (type === "histogram" && !/_(?:seconds|bytes)$/.test(name)) problems.push(`${name} has no unit`);
      if (!this.helps.get(name)?.endsWith(".") && name.startsWith("sluice_")) problems.push(`${name}: no sentence`);
    }
    for (const [name, labels] of this.labels()) {
      for (const label of labels) {
        if (!/^[a-z][a-z0-9_]*$/.test(label)) problems.push(`${name} has the label ${label}`);
        if (label === "le" && this.types.get(name) !== "histogram") problems.push(`${name} has the label le`);
      }
    }
    return problems;
  }
}

function metricOf(name: string, types: ReadonlyMap<string, string>): string {
  const base = name.replace(/_(?:bucket|sum|count)$/, "");
  return types.get(base) === "histogram" || types.get(base) === "summary" ? base : name;
}
