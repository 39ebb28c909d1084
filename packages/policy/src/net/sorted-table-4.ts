import { Address } from "./address.ts";
import type { AddressTable } from "./address-table.ts";
import type { BlockList } from "./block-list.ts";
import { Buckets } from "./buckets.ts";
import { parentsOf } from "./parents.ts";
import { sameWords } from "./same-words.ts";

/**
 * The IPv4 half of an address set: blocks sorted by first address, then by prefix, each linked to the one around it. A lookup
 * among many waits for memory and for little else, so that what belongs together stands together.
 */
export class SortedTable4 implements AddressTable {
  /** First address and prefix, in turn. */
  readonly #blocks: Uint32Array;
  /** Index of the closest block around each, or -1; empty where none has one. */
  readonly #parents: Int32Array;
  readonly #buckets: Buckets;

  private constructor(blocks: Uint32Array) {
    this.#blocks = blocks;
    this.#buckets = new Buckets(this.size, (i) => blocks[i * 2] ?? 0);
    this.#parents = parentsOf(this.size, (from, i, parents) => {
      let at = from;
      while (at >= 0 && !this.#contains(at, this.#startAt(i))) at = parents[at] ?? -1;
      return at;
    });
  }

  static from(blocks: BlockList): SortedTable4 {
    // Address and prefix make a key of 38 bits, which a double holds exactly and a typed array sorts natively.
    const keys = new Float64Array(blocks.length);
    for (let i = 0; i < keys.length; i++) keys[i] = (blocks.words[i] ?? 0) * 64 + (blocks.prefixes[i] ?? 0);
    keys.sort();
    let size = 0;
    for (let i = 0; i < keys.length; i++) if (keys[i] !== keys[i - 1]) size++;
    const sorted = new Uint32Array(size * 2);
    let at = 0;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] ?? 0;
      if (key === keys[i - 1]) continue;
      sorted[at++] = Math.floor(key / 64);
      sorted[at++] = key % 64;
    }
    return new SortedTable4(sorted);
  }

  get size(): number {
    return this.#blocks.length >>> 1;
  }

  equals(other: AddressTable): boolean {
    return other instanceof SortedTable4 && sameWords(this.#blocks, other.#blocks);
  }

  get bytes(): number {
    return this.#blocks.byteLength + this.#parents.byteLength + this.#buckets.bytes;
  }

  /**
   * The index of the most specific block containing the address, or -1. Blocks nest or are apart, so it is the
   * last block that starts at or before the address, or one around that.
   */
  find({ w3 }: Address): number {
    const word = w3 >>> 0;
    let low = this.#buckets.low(word);
    let high = this.#buckets.high(word);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blocks[middle * 2] ?? 0) <= word) low = middle + 1;
      else high = middle;
    }
    let at = low - 1;
    while (at >= 0 && !this.#contains(at, word)) at = this.#parents[at] ?? -1;
    return at;
  }

  networkAt(index: number): Address {
    return new Address(0, 0, 0xffff, this.#startAt(index));
  }

  prefixAt(index: number): number {
    return this.#blocks[index * 2 + 1] ?? 0;
  }

  /** The first address of a block, as a word. */
  #startAt(index: number): number {
    return this.#blocks[index * 2] ?? 0;
  }

  #contains(block: number, word: number): boolean {
    return Math.clz32((this.#blocks[block * 2] ?? 0) ^ word) >= (this.#blocks[block * 2 + 1] ?? 0);
  }
}
