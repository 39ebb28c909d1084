/** Randomness that a seed brings back (mulberry32), and the draws that the soak makes with it. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 on, below `end`. */
  below(end) {
    return Math.floor(this.next() * end);
  }

  /** As many small ones as large ones: each power of two is as likely as any other. */
  size(most) {
    return Math.floor(2 ** (this.next() * Math.log2(most + 1))) - 1;
  }

  /** One of the keys, as often as its value says. */
  pick(weights) {
    let left = this.next() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    for (const [key, weight] of Object.entries(weights)) {
      left -= weight;
      if (left < 0) return key;
    }
    return Object.keys(weights)[0];
  }
}
