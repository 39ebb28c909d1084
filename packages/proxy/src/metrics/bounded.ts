import type { Counter, Histogram } from "prom-client";
import { OTHER } from "./endpoint-labels.ts";

type Labels = Readonly<Record<string, string>>;

/**
 * The series of one metric, each made once it is needed: so many at most. What comes then goes to those whose open labels are `other`.
 */
export class BoundedSeries<C extends { inc(by?: number): void } | { observe(value: number): void }> {
  readonly #metric: { labels(labels: Labels): C; remove(labels: Labels): void };
  readonly #names: readonly string[];
  readonly #open: readonly string[];
  readonly #most: number;
  readonly #series = new Map<string, { readonly labels: Labels; readonly child: C }>();

  /** `names`: of the labels. `open`: those of them that are `other` where there are too many. */
  constructor(
    metric: { labels(labels: Labels): C; remove(labels: Labels): void },
    {
      names,
      open = [],
      most,
    }: { readonly names: readonly string[]; readonly open?: readonly string[]; readonly most: number },
  ) {
    this.#metric = metric;
    this.#names = names;
    this.#open = open;
    this.#most = most;
  }

  /** That of these labels, given in the order of their names. */
  at(...values: readonly string[]): C {
    const key = values.join("\0");
    const found = this.#series.get(key);
    if (found) return found.child;
    if (this.#series.size >= this.#most && this.#open.length > 0) {
      const shared = this.#names.map((name, at) => (this.#open.includes(name) ? OTHER : (values[at] ?? "")));
      if (shared.join("\0") !== key) return this.at(...shared);
    }
    const labels = Object.fromEntries(this.#names.map((name, at) => [name, values[at] ?? ""]));
    const child = this.#metric.labels(labels);
    this.#series.set(key, { labels, child });
    return child;
  }

  /** Forgets all whose label is one of these. */
  forget(name: string, gone: ReadonlySet<string>): void {
    if (gone.size === 0) return;
    for (const [key, { labels }] of this.#series) {
      if (!gone.has(labels[name] ?? "")) continue;
      this.#series.delete(key);
      this.#metric.remove(labels);
    }
  }
}

export type CounterSeries = BoundedSeries<ReturnType<Counter["labels"]>>;
export type HistogramSeries = BoundedSeries<ReturnType<Histogram["labels"]>>;
