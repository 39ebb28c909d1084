import { Address } from "./address.ts";
import { addressHash } from "./address-hash.ts";
import type { AddressTable } from "./address-table.ts";
import { bitsIn } from "./bits-in.ts";
import type { HashedBlocks } from "./hashed-blocks.ts";
import { sameWords } from "./same-words.ts";

/**
 * Many blocks whose first bits differ. An address is looked for in two places in memory, the slots and where they say that its block is, the
 * first of which is small: a search among a million blocks waits for one place after the other, twenty times. The few that are
 * shorter are looked for if it is in none of the others.
 */
abstract class HashedTable implements AddressTable {
  readonly size: number;
  protected readonly blocks: HashedBlocks;
  /** Those with the first numbers. */
  protected readonly shorter: AddressTable;

  constructor(blocks: HashedBlocks, shorter: AddressTable) {
    this.blocks = blocks;
    this.shorter = shorter;
    this.size = shorter.size + blocks.words.length / blocks.stride;
  }

  abstract find(address: Address): number;

  /** The first address of one of the blocks in slots. */
  protected abstract startOf(block: number): Address;

  get bytes(): number {
    const { slots, words, prefixes } = this.blocks;
    return slots.byteLength + words.byteLength + prefixes.byteLength + this.shorter.bytes;
  }

  networkAt(index: number): Address {
    const { shorter } = this;
    return index < shorter.size ? shorter.networkAt(index) : this.startOf(index - shorter.size);
  }

  prefixAt(index: number): number {
    const { shorter } = this;
    if (index < shorter.size) return shorter.prefixAt(index);
    const { prefixes, base } = this.blocks;
    return prefixes.length === 0 ? base : (prefixes[index - shorter.size] ?? 0);
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

  protected isTaken(slot: number): boolean {
    return ((this.blocks.slots[2 * (slot >>> 5) + 1] ?? 0) & (1 << slot)) !== 0;
  }

  /** How many slots before one are taken: the number, too, of the block that is in it, if one is. */
  protected takenBefore(slot: number): number {
    const { slots } = this.blocks;
    const at = 2 * (slot >>> 5);
    return (slots[at] ?? 0) + bitsIn((slots[at + 1] ?? 0) & ((1 << slot) - 1));
  }
}

export class HashedTable4 extends HashedTable {
  find(address: Address): number {
    const { mask, scale, words } = this.blocks;
    // All have one length.
    const word = address.w3 & mask.w3;
    let slot = Math.floor(addressHash(0, 0, 0, word) * scale);
    for (let block = this.takenBefore(slot); this.isTaken(slot); slot++, block++) {
      if (words[block] === word) return this.shorter.size + block;
    }
    return this.shorter.find(address);
  }

  protected startOf(block: number): Address {
    return new Address(0, 0, 0xffff, this.blocks.words[block] ?? 0);
  }
}

export class HashedTable6 extends HashedTable {
  find(address: Address): number {
    const { mask, scale, prefixes, base } = this.blocks;
    const { w0, w1, w2, w3 } = address;
    const hash = addressHash(w0 & mask.w0, w1 & mask.w1, w2 & mask.w2, w3 & mask.w3);
    let slot = Math.floor(hash * scale);
    let found = -1;
    for (let block = this.takenBefore(slot); this.isTaken(slot); slot++, block++) {
      const shared = this.#sharedBits(block, address);
      if (shared < base) continue;
      if (prefixes.length === 0) return this.shorter.size + block;
      // All that an address is in belong in one slot, and stand in order: each is longer than those before it.
      if (shared >= (prefixes[block] ?? 0)) found = block;
    }
    return found < 0 ? this.shorter.find(address) : this.shorter.size + found;
  }

  protected startOf(block: number): Address {
    const { words, stride } = this.blocks;
    const at = block * stride;
    if (stride === 2) return new Address(words[at] ?? 0, words[at + 1] ?? 0, 0, 0);
    return new Address(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0);
  }

  /** How many leading bits the address and the start of a block have in common; 64 stands for all where a block has two words. */
  #sharedBits(block: number, { w0, w1, w2, w3 }: Address): number {
    const { words, stride } = this.blocks;
    const at = block * stride;
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
