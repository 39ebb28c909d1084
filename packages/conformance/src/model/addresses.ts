import ipaddr from "ipaddr.js";

/** The model's own reading of addresses: `ipaddr.js` behind its strict validators. */
export type ModelAddress = ipaddr.IPv4 | ipaddr.IPv6;

export interface ModelRange {
  readonly network: ModelAddress;
  readonly length: number;
}

/** An address in strict notation; mapped ones are IPv4; a zone, octal, hex or short form is none. */
export function readAddress(text: string): ModelAddress | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  const hex = withoutDots(text);
  if (hex === undefined || !/^[0-9A-Fa-f:]+$/.test(hex) || !ipaddr.IPv6.isValid(hex)) return undefined;
  const address = ipaddr.IPv6.parse(hex);
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
export function readRange(text: string): ModelRange | undefined {
  const [addressText = "", lengthText, ...rest] = text.split("/");
  const address = readAddress(addressText);
  if (address === undefined || rest.length > 0) return undefined;
  const bits = address.kind() === "ipv4" ? 32 : 128;
  if (lengthText === undefined) return { network: address, length: bits };
  if (!/^(0|[1-9]\d*)$/.test(lengthText)) return undefined;
  const length = Number(lengthText) - (bits === 32 && addressText.includes(":") ? 96 : 0);
  if (length < 0 || length > bits) return undefined;
  return { network: clearHostBits(address, length), length };
}

export function contains({ network, length }: ModelRange, address: ModelAddress): boolean {
  return network.kind() === address.kind() && printAddress(clearHostBits(address, length)) === printAddress(network);
}

/** RFC 5952; mapped addresses were read as IPv4. */
function printAddress(address: ModelAddress): string {
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

export function printRange({ network, length }: ModelRange): string {
  return `${printAddress(network)}/${length}`;
}

/** The spelling that policies see; a text that is no address stays as it is. */
export function canonical(text: string): string {
  const address = readAddress(text.replace(/%.*$/, ""));
  return address === undefined ? text : printAddress(address);
}

/** RFC 1918. */
export function isPrivate(text: string): boolean {
  const address = readAddress(text);
  return address !== undefined && PRIVATE.some((range) => contains(range, address));
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].flatMap((text) => readRange(text) ?? []);

function clearHostBits(address: ModelAddress, length: number): ModelAddress {
  const bytes = address.toByteArray().map((byte, index) => {
    const kept = Math.min(8, Math.max(0, length - 8 * index));
    return byte & (0xff << (8 - kept)) & 0xff;
  });
  return ipaddr.fromByteArray(bytes);
}
