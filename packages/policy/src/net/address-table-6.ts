import { Address } from "./address.ts";
import type { BlockList } from "./block-list.ts";
import { Buckets } from "./buckets.ts";
import { Cidr } from "./cidr.ts";

/** The IPv6 half of an address set; as the IPv4 one, with four words a block. */
export class AddressTable6 {
  /** Four words a block. */
  readonly #starts: Uint32Array;
  readonly #prefixes: Uint8Array;
  /** Index of the closest block around each, or -1. */
  readonly #parents: Int32Array;
  /** Over the 32 bits that follow what all blocks have in common. */
  readonly #buckets: Buckets;
  readonly #common: number;

  private constructor(starts: Uint32Array, prefixes: Uint8Array) {
    this.#starts = starts;
    this.#prefixes = prefixes;
    this.#parents = new Int32Array(prefixes.length);
    this.#common = this.#address(0).sharedBits(this.#address(this.size - 1));
    this.#buckets = new Buckets(this.size, (i) => window(this.#address(i), this.#common));
    let around = -1;
    for (let i = 0; i < prefixes.length; i++) {
      around = this.#closest(around, this.#address(i));
      this.#parents[i] = around;
      around = i;
    }
  }

  static from(blocks: BlockList): AddressTable6 {
    const { words, prefixes } = blocks;
    const compare = (a: number, b: number) => {
      for (let word = 0; word < 4; word++) {
        const difference = (words[a * 4 + word] ?? 0) - (words[b * 4 + word] ?? 0);
        if (difference !== 0) return difference;
      }
      return (prefixes[a] ?? 0) - (prefixes[b] ?? 0);
    };
    const order = Uint32Array.from({ length: blocks.length }, (_, i) => i).sort(compare);
    const distinct = order.filter((block, i) => i === 0 || compare(block, order[i - 1] ?? 0) !== 0);
    const starts = new Uint32Array(distinct.length * 4);
    distinct.forEach((block, i) => {
      starts.set(words.subarray(block * 4, block * 4 + 4), i * 4);
    });
    return new AddressTable6(
      starts,
      Uint8Array.from(distinct, (block) => prefixes[block] ?? 0),
    );
  }

  get size(): number {
    return this.#prefixes.length;
  }

  get bytes(): number {
    return this.#starts.byteLength + this.#prefixes.byteLength + this.#parents.byteLength + this.#buckets.bytes;
  }

  /** The most specific block containing the address: see the IPv4 table. */
  find(address: Address): Cidr | undefined {
    let low = 0;
    let high = this.size;
    if (this.#address(0).sharedBits(address) >= this.#common) {
      const key = window(address, this.#common);
      low = this.#buckets.low(key);
      high = this.#buckets.high(key);
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle, address) <= 0) low = middle + 1;
      else high = middle;
    }
    const found = this.#closest(low - 1, address);
    return found < 0 ? undefined : new Cidr(this.#address(found), this.#prefixes[found] ?? 0);
  }

  /** The first of `block` and those around it that contains the address, or -1. */
  #closest(block: number, address: Address): number {
    let at = block;
    while (at >= 0 && this.#address(at).sharedBits(address) < (this.#prefixes[at] ?? 0)) at = this.#parents[at] ?? -1;
    return at;
  }

  #address(block: number): Address {
    const [starts, at] = [this.#starts, block * 4];
    return new Address(starts[at] ?? 0, starts[at + 1] ?? 0, starts[at + 2] ?? 0, starts[at + 3] ?? 0);
  }

  #compare(block: number, address: Address): number {
    const at = block * 4;
    return (
      (this.#starts[at] ?? 0) - (address.w0 >>> 0) ||
      (this.#starts[at + 1] ?? 0) - (address.w1 >>> 0) ||
      (this.#starts[at + 2] ?? 0) - (address.w2 >>> 0) ||
      (this.#starts[at + 3] ?? 0) - (address.w3 >>> 0)
    );
  }
}

/** The 32 bits of the address that follow its first `bits`; zeros follow its end. */
function window(address: Address, bits: number): number {
  const words = [address.w0, address.w1, address.w2, address.w3, 0];
  const high = words[bits >>> 5] ?? 0;
  const low = words[(bits >>> 5) + 1] ?? 0;
  const shift = bits & 31;
  return (shift === 0 ? high : (high << shift) | (low >>> (32 - shift))) >>> 0;
}
