import { type Address, parseAddress } from "./address.ts";
import type { AddressTable } from "./address-table.ts";
import { BlockList } from "./block-list.ts";
import { Cidr, parseCidr } from "./cidr.ts";
import { tableOf } from "./table-of.ts";

/** Blocks that were built together, and the number that the first of them has in a set. */
interface Part {
  readonly four: AddressTable;
  readonly six: AddressTable;
  readonly first: number;
  readonly firstOfSix: number;
  /** The set of a union that they come from: who holds the union holds it, and it can be found again. */
  readonly of?: AddressSet;
}

/**
 * A set of CIDR blocks that tells the most specific one containing an address. Immutable. Built for a million blocks: typed
 * arrays and no strings, at most 16 bytes for an IPv4 block and 40 for an IPv6 one. Blocks are numbered from 0 to
 * `size` - 1, in an order that depends on nothing but which blocks there are; each keeps its identity, nested and adjacent ones too.
 */
export class AddressSet {
  /** How many different blocks the set holds: only exact duplicates are dropped; those in several sets of a union count for each. */
  readonly size: number;
  readonly #parts: readonly Part[];

  private constructor(parts: readonly Part[]) {
    this.#parts = parts;
    let size = 0;
    for (const { four, six } of parts) size += four.size + six.size;
    this.size = size;
  }

  /** Throws a RangeError for a string that `parseCidr` refuses; check with `explainCidr` first where texts are a user's. */
  static from(cidrs: Iterable<string | Cidr>): AddressSet {
    const four = new BlockList(1);
    const six = new BlockList(4);
    for (const item of cidrs) {
      const cidr = typeof item === "string" ? parseCidr(item) : item;
      if (cidr === undefined) throw new RangeError(`not a CIDR: ${item}`);
      (cidr.family === 4 ? four : six).push(cidr);
    }
    return AddressSet.of(four, six);
  }

  /** @internal Of lists that are filled already, one for each family. */
  static of(four: BlockList, six: BlockList): AddressSet {
    const tables = { four: tableOf(four), six: tableOf(six) };
    return new AddressSet([{ ...tables, first: 0, firstOfSix: tables.four.size }]);
  }

  /**
   * What is in any of the sets, whose memory it shares: nothing is copied, and a lookup takes as long as one in each of
   * them. Of one set it is that set.
   */
  static union(sets: readonly AddressSet[]): AddressSet {
    const [only] = sets;
    if (only !== undefined && sets.length === 1) return only;
    const parts: Part[] = [];
    let first = 0;
    for (const set of sets) {
      for (const { four, six } of set.#parts) {
        parts.push({ four, six, first, firstOfSix: first + four.size, of: set });
        first += four.size + six.size;
      }
    }
    return new AddressSet(parts);
  }

  /**
   * Whether the other set has the same blocks under the same numbers, from as many sets where they are unions. Goes over all
   * of them, and allocates nothing for a block.
   */
  equals(other: AddressSet): boolean {
    if (this === other) return true;
    return (
      this.#parts.length === other.#parts.length &&
      this.#parts.every(({ four, six }, index) => {
        const part = other.#parts[index] as Part;
        return four.equals(part.four) && six.equals(part.six);
      })
    );
  }

  /** How many of them are of IPv6. */
  get ipv6Size(): number {
    return this.#parts.reduce((sum, { six }) => sum + six.size, 0);
  }

  /** Memory the set holds, in bytes. */
  get bytes(): number {
    return this.#parts.reduce((sum, { four, six }) => sum + four.bytes + six.bytes, 0);
  }

  /** The number of the most specific block that contains the address, or -1. Allocates nothing. */
  find(address: Address): number {
    const parts = this.#parts;
    const isFour = address.family === 4;
    if (parts.length === 1) {
      const { four, six, firstOfSix } = parts[0] as Part;
      if (isFour) return four.find(address);
      const at = six.find(address);
      return at < 0 ? at : firstOfSix + at;
    }
    let found = -1;
    let longest = -1;
    for (let i = 0; i < parts.length; i++) {
      const { four, six, first, firstOfSix } = parts[i] as Part;
      const table = isFour ? four : six;
      const at = table.find(address);
      if (at < 0) continue;
      const prefix = table.prefixAt(at);
      if (prefix <= longest) continue;
      longest = prefix;
      found = (isFour ? first : firstOfSix) + at;
    }
    return found;
  }

  /** Whether a block contains the address; none contains a string that is no address. */
  has(address: string | Address): boolean {
    const parsed = typeof address === "string" ? parseAddress(address) : address;
    return parsed !== undefined && this.find(parsed) >= 0;
  }

  /** The block with a number. Throws a RangeError where there is none. */
  at(index: number): Cidr {
    if (!Number.isInteger(index)) throw new RangeError(`there is no block ${index}`);
    for (const { four, six, first } of this.#parts) {
      const at = index - first;
      if (at >= 0 && at < four.size) return new Cidr(four.networkAt(at), four.prefixAt(at));
      const i = at - four.size;
      if (i >= 0 && i < six.size) return new Cidr(six.networkAt(i), six.prefixAt(i));
    }
    throw new RangeError(`there is no block ${index}`);
  }

  /**
   * The most specific block that contains the address, in network form (`10.0.0.0/8`), or `undefined`; also
   * `undefined` for a string that is no address.
   */
  match(address: string | Address): string | undefined {
    const parsed = typeof address === "string" ? parseAddress(address) : address;
    const found = parsed === undefined ? -1 : this.find(parsed);
    return found < 0 ? undefined : this.at(found).text;
  }

  /** All blocks in the order of their numbers, each made when it is asked for. */
  *[Symbol.iterator](): Generator<Cidr, void, undefined> {
    for (let index = 0; index < this.size; index++) yield this.at(index);
  }
}
