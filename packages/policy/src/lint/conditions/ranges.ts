import type { ValueSet } from "./value-set.ts";

/** Inclusive at both ends. */
export type Interval = readonly [first: bigint, last: bigint];

/** Whole numbers within the bounds of what their subject can be: ints, times in nanoseconds, addresses, 0 and 1 for bools. */
export class Ranges implements ValueSet {
  readonly bounds: Interval;
  readonly #intervals: Interval[];

  /** `are`: the intervals are as `intervals` gives them, and nobody else's. Address lists have a million: they are not copied again. */
  constructor(bounds: Interval, intervals: Interval[], are?: "normalized") {
    this.bounds = bounds;
    this.#intervals = are === undefined ? normalized(bounds, intervals) : intervals;
  }

  /** Ascending, neither overlapping nor adjacent, within the bounds. */
  get intervals(): readonly Interval[] {
    return this.#intervals;
  }

  get isEmpty(): boolean {
    return this.intervals.length === 0;
  }

  get isAll(): boolean {
    const [only, second] = this.intervals;
    return second === undefined && only?.[0] === this.bounds[0] && only[1] === this.bounds[1];
  }

  complement(): Ranges {
    const gaps: Interval[] = [];
    let next = this.bounds[0];
    for (const [first, last] of this.intervals) {
      if (next < first) gaps.push([next, first - 1n]);
      next = last + 1n;
    }
    if (next <= this.bounds[1]) gaps.push([next, this.bounds[1]]);
    return new Ranges(this.bounds, gaps, "normalized");
  }

  intersect(other: Ranges): Ranges {
    const common: Interval[] = [];
    let i = 0;
    let j = 0;
    for (;;) {
      const [a, b] = [this.intervals[i], other.intervals[j]];
      if (a === undefined || b === undefined) return new Ranges(this.bounds, common, "normalized");
      const first = a[0] > b[0] ? a[0] : b[0];
      const last = a[1] < b[1] ? a[1] : b[1];
      if (first <= last) common.push([first, last]);
      if (a[1] < b[1]) i++;
      else j++;
    }
  }

  union(other: Ranges): Ranges {
    return new Ranges(this.bounds, [...this.intervals, ...other.intervals]);
  }

  includes(other: Ranges): boolean {
    return other.intervals.every(([first, last]) => this.#contains(first, last));
  }

  absorb(other: Ranges): Ranges {
    for (const [first, last] of other.intervals) {
      const from = this.#firstEndingAt(first - 1n);
      let to = from;
      while (to < this.#intervals.length && (this.#intervals[to] as Interval)[0] <= last + 1n) to++;
      const touched = this.#intervals.slice(from, to);
      this.#intervals.splice(from, to - from, ...normalized(this.bounds, [...touched, [first, last]]));
    }
    return this;
  }

  #contains(first: bigint, last: bigint): boolean {
    const found = this.#intervals[this.#firstEndingAt(first)];
    return found !== undefined && found[0] <= first && last <= found[1];
  }

  /** Index of the first interval that does not end before `value`. */
  #firstEndingAt(value: bigint): number {
    let low = 0;
    let high = this.#intervals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#intervals[middle] as Interval)[1] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function normalized([min, max]: Interval, intervals: readonly Interval[]): Interval[] {
  const sorted = intervals
    .map((each): Interval => {
      const [first, last] = each;
      return first >= min && last <= max ? each : [first < min ? min : first, last > max ? max : last];
    })
    .filter(([first, last]) => first <= last)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const merged: [bigint, bigint][] = [];
  for (const [first, last] of sorted) {
    const before = merged.at(-1);
    if (before === undefined || first > before[1] + 1n) merged.push([first, last]);
    else if (last > before[1]) before[1] = last;
  }
  return merged;
}
