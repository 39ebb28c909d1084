import type { BlockList } from "./block-list.ts";
import { Buckets } from "./buckets.ts";

/** The IPv4 half of an address set: blocks sorted by first address, then by prefix, each linked to the one around it. */
export class AddressTable4 {
  readonly #starts: Uint32Array;
  readonly #prefixes: Uint8Array;
  /** Index of the closest block around each, or -1. */
  readonly #parents: Int32Array;
  readonly #buckets: Buckets;

  private constructor(starts: Uint32Array, prefixes: Uint8Array) {
    this.#starts = starts;
    this.#prefixes = prefixes;
    this.#parents = new Int32Array(starts.length);
    this.#buckets = new Buckets(starts.length, (i) => starts[i] ?? 0);
    let around = -1;
    for (let i = 0; i < starts.length; i++) {
      around = this.#closest(around, starts[i] ?? 0);
      this.#parents[i] = around;
      around = i;
    }
  }

  static from(blocks: BlockList): AddressTable4 {
    // Address and prefix make a key of 38 bits, which a double holds exactly and a typed array sorts natively.
    const keys = new Float64Array(blocks.length);
    for (let i = 0; i < keys.length; i++) keys[i] = (blocks.words[i] ?? 0) * 64 + (blocks.prefixes[i] ?? 0);
    keys.sort();
    let size = 0;
    for (let i = 0; i < keys.length; i++) if (keys[i] !== keys[i - 1]) size++;
    const starts = new Uint32Array(size);
    const prefixes = new Uint8Array(size);
    let at = 0;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] ?? 0;
      if (key === keys[i - 1]) continue;
      starts[at] = Math.floor(key / 64);
      prefixes[at] = key % 64;
      at++;
    }
    return new AddressTable4(starts, prefixes);
  }

  get size(): number {
    return this.#starts.length;
  }

  get bytes(): number {
    return this.#starts.byteLength + this.#prefixes.byteLength + this.#parents.byteLength + this.#buckets.bytes;
  }

  /**
   * The index of the most specific block containing the address of this word, or -1. Blocks nest or are apart, so it is the
   * last block that starts at or before the address, or one around that.
   */
  find(w3: number): number {
    const word = w3 >>> 0;
    let low = this.#buckets.low(word);
    let high = this.#buckets.high(word);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= word) low = middle + 1;
      else high = middle;
    }
    return this.#closest(low - 1, word);
  }

  /** The first address of a block, as a word. */
  startAt(index: number): number {
    return this.#starts[index] ?? 0;
  }

  prefixAt(index: number): number {
    return this.#prefixes[index] ?? 0;
  }

  /** The first of `block` and those around it that contains the word, or -1. */
  #closest(block: number, word: number): number {
    let at = block;
    while (at >= 0 && Math.clz32((this.#starts[at] ?? 0) ^ word) < (this.#prefixes[at] ?? 0))
      at = this.#parents[at] ?? -1;
    return at;
  }
}
