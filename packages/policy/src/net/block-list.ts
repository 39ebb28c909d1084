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
