import { type Address, type Cidr, parseAddress, parseCidr } from "../net/index.ts";
import { Opaque } from "./value.ts";

/** What `ip()` gives. An IPv4-mapped address is the IPv4 one (language.md, section 9). */
export class IpValue extends Opaque {
  readonly typeName = "net.IP";
  readonly address: Address;
  constructor(address: Address) {
    super();
    this.address = address;
  }
  override equals(other: Opaque): boolean {
    return other instanceof IpValue && other.address.equals(this.address);
  }
  override toString(): string {
    return String(this.address);
  }
}

/** What `cidr()` gives: unlike a range of a rule it keeps bits behind its prefix, until `masked()`. */
export class CidrValue extends Opaque {
  readonly typeName = "net.CIDR";
  /** As written, host bits included. */
  readonly address: Address;
  /** What it matches. */
  readonly range: Cidr;
  constructor(address: Address, range: Cidr) {
    super();
    this.address = address;
    this.range = range;
  }
  override equals(other: Opaque): boolean {
    return other instanceof CidrValue && other.address.equals(this.address) && other.range.prefix === this.range.prefix;
  }
  override toString(): string {
    return `${this.address}/${this.range.prefix}`;
  }
}

/** `undefined` for what is not a CIDR; a bare address is none here, as in cel-go. */
export function parseCidrValue(text: string): CidrValue | undefined {
  // First, since it does not look at a text that is too long to be one.
  const range = parseCidr(text);
  if (range === undefined) return undefined;
  const address = parseAddress(text.slice(0, Math.max(0, text.indexOf("/"))));
  return address === undefined ? undefined : new CidrValue(address, range);
}
