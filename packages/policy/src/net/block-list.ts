/** Blocks in the order given, growing as they come. */
export class BlockList {
  length = 0;
  words: Uint32Array;
  prefixes: Uint8Array;
  /** Words of a block: 1 or 4. */
  readonly stride: number;

  constructor(stride: number) {
    this.stride = stride;
    this.words = new Uint32Array(16 * stride);
    this.prefixes = new Uint8Array(16);
  }

  push(prefix: number, ...words: readonly number[]): void {
    if (this.length === this.prefixes.length) this.#grow();
    this.prefixes[this.length] = prefix;
    this.words.set(words, this.length * this.stride);
    this.length++;
  }

  #grow(): void {
    const { words, prefixes } = this;
    this.words = new Uint32Array(words.length * 2);
    this.words.set(words);
    this.prefixes = new Uint8Array(prefixes.length * 2);
    this.prefixes.set(prefixes);
  }
}
