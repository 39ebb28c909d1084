import { type Address, parseAddress } from "./address.ts";

/** A block of addresses of one family. A bare address is the block of itself (/32 or /128). */
export class Cidr {
  readonly family: 4 | 6;
  /** Length of the prefix in its own family: 0 to 32, or 0 to 128. */
  readonly prefix: number;
  /** The first address: host bits cleared. */
  readonly network: Address;
  /** Whether the text had bits set behind the prefix; it is matched by its network all the same. */
  readonly hadHostBits: boolean;

  /** `prefix` counts in the address's own family. Throws a RangeError if that family has no such prefix. */
  constructor(address: Address, prefix: number) {
    const width = address.family === 4 ? 32 : 128;
    if (!Number.isInteger(prefix) || prefix < 0 || prefix > width) throw new RangeError(`no such prefix: ${prefix}`);
    this.family = address.family;
    this.prefix = prefix;
    this.network = address.masked(prefix + 128 - width);
    this.hadHostBits = !this.network.equals(address);
  }

  /** Network form, such as `10.0.0.0/8`; the prefix is always written. */
  get text(): string {
    return `${this.network}/${this.prefix}`;
  }

  /** An IPv4 address, also as IPv4-mapped IPv6, is in IPv4 blocks alone: `::/0` does not contain it. */
  contains(address: Address): boolean {
    if (address.family !== this.family) return false;
    return this.network.sharedBits(address) >= (this.family === 4 ? this.prefix + 96 : this.prefix);
  }

  toString(): string {
    return this.text;
  }
}

/**
 * Reads `address` or `address/prefix`, both strictly: see `parseAddress`; the prefix is decimal, without sign or leading
 * zeros. An IPv4-mapped block (`::ffff:10.0.0.0/104`) is the IPv4 one; shorter than /96 it is none.
 */
export function parseCidr(text: string): Cidr | undefined {
  // The longest address, a slash and three digits: what is longer is not even looked at.
  if (text.length > 49) return undefined;
  const slash = text.indexOf("/");
  if (slash === -1) {
    const bare = parseAddress(text);
    return bare && new Cidr(bare, bare.family === 4 ? 32 : 128);
  }
  const written = text.slice(0, slash);
  const address = parseAddress(written);
  const prefix = parsePrefix(text, slash + 1);
  if (address === undefined || prefix === undefined) return undefined;
  const dotted = !written.includes(":");
  if (prefix > (dotted ? 32 : 128)) return undefined;
  if (address.family === 6 || dotted) return new Cidr(address, prefix);
  return prefix >= 96 ? new Cidr(address, prefix - 96) : undefined;
}

/** The number from `start` to the end of the text, at most three digits. */
export function parsePrefix(text: string, start = 0): number | undefined {
  const digits = text.length - start;
  if (digits < 1 || digits > 3) return undefined;
  let value = 0;
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x30 || c > 0x39) return undefined;
    value = value * 10 + c - 0x30;
  }
  return digits > 1 && text.charCodeAt(start) === 0x30 ? undefined : value;
}
