/**
 * An index over ascending 32-bit keys: cuts their range into equal buckets, about one for every key, so that a search
 * starts within a few keys of its goal. Without it a search among a million keys waits for memory twenty times.
 */
export class Buckets {
  readonly #first: number;
  readonly #last: number;
  readonly #shift: number;
  readonly #count: number;
  /** Index of the first key of each bucket, and the number of keys at the end. */
  readonly #starts: Uint32Array;

  /** `keys` gives the key at an index below `count`; keys ascend. */
  constructor(count: number, keys: (index: number) => number) {
    this.#count = count;
    this.#first = count === 0 ? 0 : keys(0);
    this.#last = count === 0 ? 0 : keys(count - 1);
    const range = this.#last - this.#first;
    // At most one bucket a key, so the index costs at most four bytes a key.
    this.#shift = Math.max(0, 32 - Math.clz32(range) - (31 - Math.clz32(count)));
    const starts = new Uint32Array((range >>> this.#shift) + 2);
    let bucket = 0;
    for (let i = 0; i < count; i++) {
      const own = (keys(i) - this.#first) >>> this.#shift;
      while (bucket < own) starts[++bucket] = i;
    }
    starts[starts.length - 1] = count;
    this.#starts = starts;
  }

  get bytes(): number {
    return this.#starts.byteLength;
  }

  /** The last index below which every key is smaller than `key`'s bucket. */
  low(key: number): number {
    if (key < this.#first) return 0;
    if (key > this.#last) return this.#count;
    return this.#starts[(key - this.#first) >>> this.#shift] ?? 0;
  }

  /** The first index from which every key is greater than `key`'s bucket. */
  high(key: number): number {
    if (key < this.#first) return 0;
    if (key > this.#last) return this.#count;
    return this.#starts[((key - this.#first) >>> this.#shift) + 1] ?? 0;
  }
}
