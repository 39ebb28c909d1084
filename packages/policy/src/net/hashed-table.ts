import { Address } from "./address.ts";
import { addressHash } from "./address-hash.ts";
import type { AddressTable } from "./address-table.ts";
import type { BlockList } from "./block-list.ts";
import { type HashedBlocks, hashBlocks, type Length } from "./hashed-blocks.ts";
import { sameWords } from "./same-words.ts";

/**
 * Many blocks of a few lengths. An address is looked for in one place for each length, the longest first, and where that is
 * does not depend on what memory says: a search among a million blocks waits for one place before it knows the next.
 */
abstract class HashedTable implements AddressTable {
  readonly size: number;
  protected readonly lengths: readonly Length[];
  protected readonly words: Int32Array;
  protected readonly stride: number;
  protected readonly taken: Uint32Array;
  /** How many slots are taken before each word of `taken`: the index of a block is how many stand before it. */
  readonly #before: Uint32Array;

  constructor({ lengths, words, stride, taken }: HashedBlocks) {
    this.lengths = lengths;
    this.words = words;
    this.stride = stride;
    this.taken = taken;
    this.#before = new Uint32Array(taken.length);
    let size = 0;
    for (let i = 0; i < taken.length; i++) {
      this.#before[i] = size;
      size += bitsIn(taken[i] ?? 0);
    }
    this.size = size;
  }

  abstract find(address: Address): number;

  abstract networkAt(index: number): Address;

  get bytes(): number {
    return this.words.byteLength + this.taken.byteLength + this.#before.byteLength;
  }

  prefixAt(index: number): number {
    const { lengths } = this;
    let i = lengths.length - 1;
    while ((lengths[i] as Length).first > index) i--;
    return (lengths[i] as Length).prefix;
  }

  equals(other: AddressTable): boolean {
    return (
      other instanceof HashedTable &&
      this.lengths.length === other.lengths.length &&
      this.lengths.every(
        ({ prefix, first }, i) => prefix === other.lengths[i]?.prefix && first === other.lengths[i].first,
      ) &&
      sameWords(this.taken, other.taken) &&
      sameWords(this.words, other.words)
    );
  }

  /** The index of the block in a slot. */
  protected indexOf(slot: number): number {
    const i = slot >>> 5;
    return (this.#before[i] ?? 0) + bitsIn((this.taken[i] ?? 0) & ((1 << slot) - 1));
  }

  /** The slot of the block with an index. */
  protected slotOf(index: number): number {
    let low = 0;
    let high = this.taken.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#before[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    let slot = (low - 1) * 32;
    while (this.indexOf(slot + 1) <= index) slot++;
    return slot;
  }
}

export class HashedTable4 extends HashedTable {
  static from(blocks: BlockList): HashedTable4 | undefined {
    const hashed = hashBlocks(blocks);
    return hashed && new HashedTable4(hashed);
  }

  find({ w3 }: Address): number {
    const { lengths, words, taken } = this;
    for (let i = lengths.length - 1; i >= 0; i--) {
      const length = lengths[i] as Length;
      const word = w3 & length.m3;
      let slot = length.slot + Math.floor(addressHash(0, 0, 0, word) * length.scale);
      for (; ((taken[slot >>> 5] ?? 0) & (1 << slot)) !== 0; slot++) {
        if (words[slot] === word) return this.indexOf(slot);
      }
    }
    return -1;
  }

  networkAt(index: number): Address {
    return new Address(0, 0, 0xffff, this.words[this.slotOf(index)] ?? 0);
  }
}

export class HashedTable6 extends HashedTable {
  static from(blocks: BlockList): HashedTable6 | undefined {
    const hashed = hashBlocks(blocks);
    return hashed && new HashedTable6(hashed);
  }

  find(address: Address): number {
    const { lengths, words, stride, taken } = this;
    for (let i = lengths.length - 1; i >= 0; i--) {
      const length = lengths[i] as Length;
      const w0 = address.w0 & length.m0;
      const w1 = address.w1 & length.m1;
      const w2 = address.w2 & length.m2;
      const w3 = address.w3 & length.m3;
      let slot = length.slot + Math.floor(addressHash(w0, w1, w2, w3) * length.scale);
      for (; ((taken[slot >>> 5] ?? 0) & (1 << slot)) !== 0; slot++) {
        const at = slot * stride;
        if (words[at + 1] !== w1 || words[at] !== w0) continue;
        if (stride === 2 || (words[at + 2] === w2 && words[at + 3] === w3)) return this.indexOf(slot);
      }
    }
    return -1;
  }

  networkAt(index: number): Address {
    const { words, stride } = this;
    const at = this.slotOf(index) * stride;
    if (stride === 2) return new Address(words[at] ?? 0, words[at + 1] ?? 0, 0, 0);
    return new Address(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0);
  }
}

/** How many bits of a word are set, in its pairs, fours and bytes, and then in the sum of its bytes. */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
