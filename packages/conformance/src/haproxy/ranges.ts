import ipaddr from "ipaddr.js";

/** An address as this engine reads it: `ipaddr.js` behind its strict validators. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A CIDR, its host bits cleared; of mapped ones the IPv4 part. */
export interface AddressRange {
  readonly network: Address;
  readonly length: number;
}

/** An address in strict notation; mapped ones are IPv4; a zone, octal, hexadecimal or short form is none. */
export function readAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  const groups = withoutDots(text);
  if (groups === undefined || !/^[0-9A-Fa-f:]+$/.test(groups) || !ipaddr.IPv6.isValid(groups)) return undefined;
  const address = ipaddr.IPv6.parse(groups);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** `::1.2.3.4` as `::102:304`: the library would take the dotted form for a mapped address. */
function withoutDots(text: string): string | undefined {
  const [, front = "", dotted] = /^(.*:)([^:]*\.[^:]*)$/.exec(text) ?? [];
  if (dotted === undefined) return text;
  if (!ipaddr.IPv4.isValidFourPartDecimal(dotted)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(dotted).octets;
  return `${front}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** A CIDR or a bare address. A mapped one counts its length from /96. */
export function readRange(text: string): AddressRange | undefined {
  const [addressText = "", lengthText, ...rest] = text.split("/");
  const address = readAddress(addressText);
  if (address === undefined || rest.length > 0) return undefined;
  const bits = address.kind() === "ipv4" ? 32 : 128;
  if (lengthText === undefined) return { network: address, length: bits };
  if (!/^(0|[1-9]\d*)$/.test(lengthText)) return undefined;
  const length = Number(lengthText) - (bits === 32 && addressText.includes(":") ? 96 : 0);
  return length < 0 || length > bits ? undefined : { network: networkOf(address, length), length };
}

/** In network form, RFC 5952. */
export function printRange({ network, length }: AddressRange): string {
  return `${network instanceof ipaddr.IPv6 ? network.toRFC5952String() : network.toString()}/${length}`;
}

/** The mask's byte of this index. */
export function maskByte(length: number, index: number): number {
  const bits = Math.min(8, Math.max(0, length - 8 * index));
  return (0xff << (8 - bits)) & 0xff;
}

function networkOf(address: Address, length: number): Address {
  return ipaddr.fromByteArray(address.toByteArray().map((byte, index) => byte & maskByte(length, index)));
}
