import { Address } from "./address.ts";
import { addressHash } from "./address-hash.ts";
import type { AddressTable } from "./address-table.ts";
import type { HashedBlocks } from "./hashed-blocks.ts";
import { sameWords } from "./same-words.ts";

/**
 * Many blocks whose first bits differ. An address is looked for in one place in memory, and where that is does not depend on what memory
 * says: a search among a million blocks waits for one place before it knows the next. The few that are shorter are looked for if it is in
 * none of the others.
 */
abstract class HashedTable implements AddressTable {
  readonly size: number;
  protected readonly blocks: HashedBlocks;
  /** Those with the first numbers. */
  protected readonly shorter: AddressTable;
  /** How many slots are taken before each word of `taken`. */
  readonly #before: Uint32Array;

  constructor(blocks: HashedBlocks, shorter: AddressTable) {
    const { taken } = blocks;
    this.blocks = blocks;
    this.shorter = shorter;
    this.#before = new Uint32Array(taken.length);
    let size = 0;
    for (let i = 0; i < taken.length; i++) {
      this.#before[i] = size;
      size += bitsIn(taken[i] ?? 0);
    }
    this.size = shorter.size + size;
  }

  abstract find(address: Address): number;

  protected abstract startIn(slot: number): Address;

  get bytes(): number {
    const { words, prefixes, taken } = this.blocks;
    const own = words.byteLength + prefixes.byteLength + taken.byteLength + this.#before.byteLength;
    return own + this.shorter.bytes;
  }

  networkAt(index: number): Address {
    const { shorter } = this;
    return index < shorter.size ? shorter.networkAt(index) : this.startIn(this.#slotOf(index - shorter.size));
  }

  prefixAt(index: number): number {
    const { shorter } = this;
    if (index < shorter.size) return shorter.prefixAt(index);
    const { prefixes, base } = this.blocks;
    return prefixes.length === 0 ? base : (prefixes[this.#slotOf(index - shorter.size)] ?? 0);
  }

  equals(other: AddressTable): boolean {
    if (!(other instanceof HashedTable)) return false;
    const [one, two] = [this.blocks, other.blocks];
    return (
      one.base === two.base &&
      sameWords(one.words, two.words) &&
      sameWords(one.prefixes, two.prefixes) &&
      this.shorter.equals(other.shorter)
    );
  }

  /** The number of the block in a slot. */
  protected indexOf(slot: number): number {
    const i = slot >>> 5;
    const before = bitsIn((this.blocks.taken[i] ?? 0) & ((1 << slot) - 1));
    return this.shorter.size + (this.#before[i] ?? 0) + before;
  }

  /** The slot that so many others are taken before. */
  #slotOf(before: number): number {
    let low = 0;
    let high = this.#before.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#before[middle] ?? 0) <= before) low = middle + 1;
      else high = middle;
    }
    let bits = this.blocks.taken[low - 1] ?? 0;
    for (let left = before - (this.#before[low - 1] ?? 0); left > 0; left--) bits &= bits - 1;
    // The lowest bit that is left.
    return (low - 1) * 32 + (31 - Math.clz32(bits & -bits));
  }
}

export class HashedTable4 extends HashedTable {
  find(address: Address): number {
    const { mask, scale, words, taken } = this.blocks;
    // All have one length.
    const word = address.w3 & mask.w3;
    let slot = Math.floor(addressHash(0, 0, 0, word) * scale);
    for (; ((taken[slot >>> 5] ?? 0) & (1 << slot)) !== 0; slot++) {
      if (words[slot] === word) return this.indexOf(slot);
    }
    return this.shorter.find(address);
  }

  protected startIn(slot: number): Address {
    return new Address(0, 0, 0xffff, this.blocks.words[slot] ?? 0);
  }
}

export class HashedTable6 extends HashedTable {
  find(address: Address): number {
    const { mask, scale, prefixes, base, taken } = this.blocks;
    const { w0, w1, w2, w3 } = address;
    let found = -1;
    const hash = addressHash(w0 & mask.w0, w1 & mask.w1, w2 & mask.w2, w3 & mask.w3);
    let slot = Math.floor(hash * scale);
    for (; ((taken[slot >>> 5] ?? 0) & (1 << slot)) !== 0; slot++) {
      const shared = this.#sharedBits(slot, address);
      if (shared < base) continue;
      if (prefixes.length === 0) return this.indexOf(slot);
      // All that an address is in belong in one slot, and stand in order: each is longer than those before it.
      if (shared >= (prefixes[slot] ?? 0)) found = slot;
    }
    return found < 0 ? this.shorter.find(address) : this.indexOf(found);
  }

  protected startIn(slot: number): Address {
    const { words, stride } = this.blocks;
    const at = slot * stride;
    if (stride === 2) return new Address(words[at] ?? 0, words[at + 1] ?? 0, 0, 0);
    return new Address(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0);
  }

  /** How many leading bits the address and the start of a block have in common; 64 stands for all where a slot has two words. */
  #sharedBits(slot: number, { w0, w1, w2, w3 }: Address): number {
    const { words, stride } = this.blocks;
    const at = slot * stride;
    let x = (words[at] ?? 0) ^ w0;
    if (x !== 0) return Math.clz32(x);
    x = (words[at + 1] ?? 0) ^ w1;
    if (x !== 0) return 32 + Math.clz32(x);
    if (stride === 2) return 64;
    x = (words[at + 2] ?? 0) ^ w2;
    if (x !== 0) return 64 + Math.clz32(x);
    return 96 + Math.clz32((words[at + 3] ?? 0) ^ w3);
  }
}

/** How many bits of a word are set, in its pairs, fours and bytes, and then in the sum of its bytes. */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
