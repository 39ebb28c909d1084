import type { Cidr } from "./cidr.ts";

/** Blocks of one family in the order given, growing as they come. */
export class BlockList {
  length = 0;
  words: Uint32Array;
  prefixes: Uint8Array;
  /** Words of a block: 1 for IPv4, 4 for IPv6. */
  readonly stride: 1 | 4;

  constructor(stride: 1 | 4) {
    this.stride = stride;
    this.words = new Uint32Array(16 * stride);
    this.prefixes = new Uint8Array(16);
  }

  push({ network: { w0, w1, w2, w3 }, prefix }: Cidr): void {
    this.add(w0, w1, w2, w3, prefix);
  }

  /** The words of the first address, of which IPv4 has the last alone, and the prefix in its own family. */
  add(w0: number, w1: number, w2: number, w3: number, prefix: number): void {
    if (this.length === this.prefixes.length) this.#grow();
    this.prefixes[this.length] = prefix;
    const { words, stride } = this;
    const at = this.length * stride;
    if (stride === 4) {
      words[at] = w0;
      words[at + 1] = w1;
      words[at + 2] = w2;
    }
    words[at + stride - 1] = w3;
    this.length++;
  }

  /** Those that `isKept` says yes to, by their indices here; the list itself if these are all. */
  filter(isKept: (block: number) => boolean): BlockList {
    const kept = new Uint32Array(this.length);
    let length = 0;
    for (let i = 0; i < this.length; i++) if (isKept(i)) kept[length++] = i;
    return length === this.length ? this : this.only(kept.subarray(0, length));
  }

  /** The blocks with these indices, in their order. */
  only(blocks: Uint32Array): BlockList {
    const list = new BlockList(this.stride);
    for (const i of blocks) {
      list.add(this.word(i, 0), this.word(i, 1), this.word(i, 2), this.word(i, 3), this.prefixes[i] ?? 0);
    }
    return list;
  }

  /** Below, at or above 0, as a block is before, the same as or behind another: by their first addresses, then by their lengths. */
  compare(block: number, other: number): number {
    const { words, stride, prefixes } = this;
    for (let word = 0; word < stride; word++) {
      const difference = (words[block * stride + word] ?? 0) - (words[other * stride + word] ?? 0);
      if (difference !== 0) return difference;
    }
    return (prefixes[block] ?? 0) - (prefixes[other] ?? 0);
  }

  /** A word of the first address of a block, as int32; of an IPv4 block 0 but for the last. */
  word(block: number, word: 0 | 1 | 2 | 3): number {
    const { words, stride } = this;
    if (stride === 1 && word !== 3) return 0;
    return (words[block * stride + (stride === 1 ? 0 : word)] ?? 0) | 0;
  }

  /** Twice as many blocks as there are. */
  #grow(): void {
    const room = this.length * 2;
    const words = new Uint32Array(room * this.stride);
    words.set(this.words);
    this.words = words;
    const prefixes = new Uint8Array(room);
    prefixes.set(this.prefixes);
    this.prefixes = prefixes;
  }
}
