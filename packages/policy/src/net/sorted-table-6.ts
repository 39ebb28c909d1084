import { Address } from "./address.ts";
import type { AddressTable } from "./address-table.ts";
import type { BlockList } from "./block-list.ts";
import { Buckets } from "./buckets.ts";
import { parentsOf } from "./parents.ts";
import { sameWords } from "./same-words.ts";

/** Words of a block. */
const STRIDE = 5;

/**
 * The IPv6 half of an address set; as the IPv4 one. What is looked at stays in the array: an object for each block that a
 * search passes took as long as the search.
 */
export class SortedTable6 implements AddressTable {
  /** Four words of the first address and the prefix, in turn. */
  readonly #blocks: Uint32Array;
  /** Index of the closest block around each, or -1; empty where none has one. */
  readonly #parents: Int32Array;
  /** Over the 32 bits that follow what all blocks have in common. */
  readonly #buckets: Buckets;
  readonly #common: number;

  private constructor(blocks: Uint32Array) {
    this.#blocks = blocks;
    const word = (block: number, i: number) => blocks[block * STRIDE + i] ?? 0;
    const last = this.size - 1;
    this.#common = this.#sharedBits(0, word(last, 0), word(last, 1), word(last, 2), word(last, 3));
    const key = (i: number) => window(word(i, 0), word(i, 1), word(i, 2), word(i, 3), this.#common);
    this.#buckets = new Buckets(this.size, key);
    this.#parents = parentsOf(this.size, (from, i, parents) => {
      let at = from;
      while (at >= 0 && !this.#contains(at, word(i, 0), word(i, 1), word(i, 2), word(i, 3))) at = parents[at] ?? -1;
      return at;
    });
  }

  static from(blocks: BlockList): SortedTable6 {
    const { words, prefixes } = blocks;
    const compare = (a: number, b: number) => {
      for (let word = 0; word < 4; word++) {
        const difference = (words[a * 4 + word] ?? 0) - (words[b * 4 + word] ?? 0);
        if (difference !== 0) return difference;
      }
      return (prefixes[a] ?? 0) - (prefixes[b] ?? 0);
    };
    const all = new Uint32Array(blocks.length);
    for (let i = 0; i < all.length; i++) all[i] = i;
    all.sort(compare);
    const order = all.filter((block, i) => i === 0 || compare(block, all[i - 1] ?? 0) !== 0);
    const sorted = new Uint32Array(order.length * STRIDE);
    let at = 0;
    for (const block of order) {
      // Word by word: a view for each block took longer than all else of this.
      for (let word = 0; word < 4; word++) sorted[at++] = words[block * 4 + word] ?? 0;
      sorted[at++] = prefixes[block] ?? 0;
    }
    return new SortedTable6(sorted);
  }

  get size(): number {
    return this.#blocks.length / STRIDE;
  }

  equals(other: AddressTable): boolean {
    return other instanceof SortedTable6 && sameWords(this.#blocks, other.#blocks);
  }

  get bytes(): number {
    return this.#blocks.byteLength + this.#parents.byteLength + this.#buckets.bytes;
  }

  /** The index of the most specific block containing the address, or -1: see the IPv4 table. */
  find(address: Address): number {
    const w0 = address.w0 >>> 0;
    const w1 = address.w1 >>> 0;
    const w2 = address.w2 >>> 0;
    const w3 = address.w3 >>> 0;
    // Of an address that begins otherwise than all blocks the key says nothing. Then only blocks that are shorter than what
    // all have in common can contain it, and the links lead from every block to each of those.
    const key = window(w0, w1, w2, w3, this.#common);
    let low = this.#buckets.low(key);
    let high = this.#buckets.high(key);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#startsAfter(middle, w0, w1, w2, w3)) high = middle;
      else low = middle + 1;
    }
    let at = low - 1;
    while (at >= 0 && !this.#contains(at, w0, w1, w2, w3)) at = this.#parents[at] ?? -1;
    return at;
  }

  networkAt(index: number): Address {
    const at = index * STRIDE;
    return new Address(
      this.#blocks[at] ?? 0,
      this.#blocks[at + 1] ?? 0,
      this.#blocks[at + 2] ?? 0,
      this.#blocks[at + 3] ?? 0,
    );
  }

  prefixAt(index: number): number {
    return this.#blocks[index * STRIDE + 4] ?? 0;
  }

  #contains(block: number, w0: number, w1: number, w2: number, w3: number): boolean {
    return this.#sharedBits(block, w0, w1, w2, w3) >= (this.#blocks[block * STRIDE + 4] ?? 0);
  }

  /** How many leading bits the address and the start of a block have in common. */
  #sharedBits(block: number, w0: number, w1: number, w2: number, w3: number): number {
    const at = block * STRIDE;
    let x = (this.#blocks[at] ?? 0) ^ w0;
    if (x !== 0) return Math.clz32(x);
    x = (this.#blocks[at + 1] ?? 0) ^ w1;
    if (x !== 0) return 32 + Math.clz32(x);
    x = (this.#blocks[at + 2] ?? 0) ^ w2;
    if (x !== 0) return 64 + Math.clz32(x);
    return 96 + Math.clz32((this.#blocks[at + 3] ?? 0) ^ w3);
  }

  #startsAfter(block: number, w0: number, w1: number, w2: number, w3: number): boolean {
    const at = block * STRIDE;
    const s0 = this.#blocks[at] ?? 0;
    if (s0 !== w0) return s0 > w0;
    const s1 = this.#blocks[at + 1] ?? 0;
    if (s1 !== w1) return s1 > w1;
    const s2 = this.#blocks[at + 2] ?? 0;
    if (s2 !== w2) return s2 > w2;
    return (this.#blocks[at + 3] ?? 0) > w3;
  }
}

/** The 32 bits of the address that follow its first `bits`; zeros follow its end. */
function window(w0: number, w1: number, w2: number, w3: number, bits: number): number {
  if (bits < 32) return joined(w0, w1, bits);
  if (bits < 64) return joined(w1, w2, bits - 32);
  if (bits < 96) return joined(w2, w3, bits - 64);
  return joined(w3, 0, bits - 96);
}

function joined(high: number, low: number, shift: number): number {
  return (shift === 0 ? high : (high << shift) | (low >>> (32 - shift))) >>> 0;
}
