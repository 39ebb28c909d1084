import { type Address, parseAddress } from "./address.ts";
import { AddressTable4 } from "./address-table-4.ts";
import { AddressTable6 } from "./address-table-6.ts";
import { BlockList } from "./block-list.ts";
import { type Cidr, parseCidr } from "./cidr.ts";

/**
 * A set of CIDR blocks that tells the most specific one containing an address. Built for a million blocks: sorted
 * typed arrays and no strings, at most 16 bytes for an IPv4 block and 40 for an IPv6 one.
 */
export class AddressSet {
  /** How many different blocks the set holds. Only exact duplicates are dropped. */
  readonly size: number;
  readonly #four: AddressTable4;
  readonly #six: AddressTable6;

  private constructor(four: AddressTable4, six: AddressTable6) {
    this.#four = four;
    this.#six = six;
    this.size = four.size + six.size;
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
    return new AddressSet(AddressTable4.from(four), AddressTable6.from(six));
  }

  /** Memory the set holds, in bytes. */
  get bytes(): number {
    return this.#four.bytes + this.#six.bytes;
  }

  /**
   * The most specific block that contains the address, in network form (`10.0.0.0/8`), or `undefined`; also
   * `undefined` for a string that is no address.
   */
  match(address: string | Address): string | undefined {
    const parsed = typeof address === "string" ? parseAddress(address) : address;
    if (parsed === undefined) return undefined;
    return (parsed.family === 4 ? this.#four.find(parsed) : this.#six.find(parsed))?.text;
  }
}
