import ipaddr from "ipaddr.js";
import { type Library, stringsOf } from "./library.ts";
import { Cidr, equals, Fault, Ip, type Value } from "./values.ts";

/** Addresses and ranges (language.md, sections 5 and 9), read by `ipaddr.js` behind its strict validators. */
export const addresses: Library = {
  "inCidrRange(string, string)": inRange,
  "inCidrRanges(string, list)": (ip: string, ranges: Value) => stringsOf(ranges).some((range) => inRange(ip, range)),
  "(string).isPrivateIp()": (text: string) => isOneOf(text, ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]),
  "ip(string)": address,
  "isIP(string)": (text: string) => readAddress(text) !== undefined,
  "ip.isCanonical(string)": (text: string) => address(text).text === text,
  "(ip).family()": ({ bits }: Ip) => (bits === 32 ? 4n : 6n),
  "(ip).isUnspecified()": ({ text }: Ip) => isOneOf(text, ["0.0.0.0", "::"]),
  "(ip).isLoopback()": ({ text }: Ip) => isOneOf(text, LOOPBACK),
  "(ip).isLinkLocalUnicast()": ({ text }: Ip) => isOneOf(text, LINK_LOCAL),
  // Of IPv6 those of link scope, whatever the four flags say.
  "(ip).isLinkLocalMulticast()": ({ bits, number, text }: Ip) =>
    bits === 32 ? isOneOf(text, ["224.0.0.0/24"]) : ((number >> 112n) & 0xff0fn) === 0xff02n,
  "(ip).isGlobalUnicast()": ({ text }: Ip) =>
    !isOneOf(text, ["0.0.0.0", "::", "255.255.255.255", "224.0.0.0/4", "ff00::/8", ...LOOPBACK, ...LINK_LOCAL]),
  "cidr(string)": (text: string) => range(text),
  "isCIDR(string)": (text: string) => text.includes("/") && readRange(text) !== undefined,
  "(cidr).containsIP(ip)": contains,
  "(cidr).containsIP(string)": (cidr: Cidr, text: string) => contains(cidr, address(text)),
  "(cidr).containsCIDR(cidr)": within,
  "(cidr).containsCIDR(string)": (cidr: Cidr, text: string) => within(cidr, range(text)),
  "(cidr).ip()": ({ ip }: Cidr) => ip,
  "(cidr).masked()": ({ ip, prefix }: Cidr) => new Cidr(masked(ip, prefix), prefix),
  "(cidr).prefixLength()": ({ prefix }: Cidr) => BigInt(prefix),
};

const LOOPBACK = ["127.0.0.0/8", "::1"];
const LINK_LOCAL = ["169.254.0.0/16", "fe80::/10"];

/** An address in strict notation; a mapped one is the IPv4 one; a zone, octal, hex or short form is none. */
export function readAddress(text: string): Ip | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipOf(ipaddr.IPv4.parse(text));
  const hex = withoutDots(text);
  if (hex === undefined || !/^[0-9A-Fa-f:]+$/.test(hex) || !ipaddr.IPv6.isValid(hex)) return undefined;
  const address = ipaddr.IPv6.parse(hex);
  return ipOf(address.isIPv4MappedAddress() ? address.toIPv4Address() : address);
}

/** A CIDR or a bare address. The length of a mapped one counts from /96. */
export function readRange(text: string): Cidr | undefined {
  const [addressText = "", lengthText, ...rest] = text.split("/");
  const ip = readAddress(addressText);
  if (ip === undefined || rest.length > 0) return undefined;
  if (lengthText === undefined) return new Cidr(ip, ip.bits);
  if (!/^(0|[1-9]\d*)$/.test(lengthText)) return undefined;
  const prefix = Number(lengthText) - (ip.bits === 32 && addressText.includes(":") ? 96 : 0);
  return prefix < 0 || prefix > ip.bits ? undefined : new Cidr(ip, prefix);
}

/** Whether both are of one family and their first bits are the same. */
function contains({ ip, prefix }: Cidr, address: Ip): boolean {
  return ip.bits === address.bits && equals(masked(ip, prefix), masked(address, prefix));
}

/** The most specific of the ranges that contain an address; all are ranges. */
export function narrowest(ranges: readonly string[], text: string): Cidr | undefined {
  const ip = address(text.replace(/%.*$/, ""));
  const matching = ranges.map((each) => range(each, true)).filter((each) => contains(each, ip));
  return matching.sort((a, b) => b.prefix - a.prefix)[0];
}

/** In network form: the bits that do not count are zero. */
export function printRange({ ip, prefix }: Cidr): string {
  return `${masked(ip, prefix).text}/${prefix}`;
}

/** The spelling that policies see; a text that is no address stays as it is. */
export function canonical(text: string): string {
  return readAddress(text.replace(/%.*$/, ""))?.text ?? text;
}

function inRange(ip: string, range: string): boolean {
  return readAddress(ip) !== undefined && isOneOf(ip, [range]);
}

function isOneOf(text: string, ranges: readonly string[]): boolean {
  const ip = readAddress(text);
  return (
    ip !== undefined && ranges.some((each) => [readRange(each)].some((one) => one !== undefined && contains(one, ip)))
  );
}

function address(text: string): Ip {
  const ip = readAddress(text);
  if (ip === undefined) throw new Fault("not an address");
  return ip;
}

function range(text: string, bare = false): Cidr {
  const cidr = bare || text.includes("/") ? readRange(text) : undefined;
  if (cidr === undefined) throw new Fault("not a CIDR");
  return cidr;
}

function within(outer: Cidr, inner: Cidr): boolean {
  return inner.prefix >= outer.prefix && contains(outer, inner.ip);
}

function masked({ bits, number }: Ip, prefix: number): Ip {
  const rest = BigInt(bits - prefix);
  const kept = (number >> rest) << rest;
  const bytes = Array.from({ length: bits / 8 }, (_, index) => Number((kept >> BigInt(bits - 8 - 8 * index)) & 0xffn));
  return ipOf(ipaddr.fromByteArray(bytes));
}

function ipOf(address: ipaddr.IPv4 | ipaddr.IPv6): Ip {
  const bytes = address.toByteArray();
  const number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  // RFC 5952.
  const text = address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
  return new Ip(bytes.length === 4 ? 32 : 128, number, text);
}

/** `::1.2.3.4` as `::102:304`: the library would take the dotted form for a mapped address. */
function withoutDots(text: string): string | undefined {
  const [, front = "", dotted] = /^(.*:)([^:]*\.[^:]*)$/.exec(text) ?? [];
  if (dotted === undefined) return text;
  if (!ipaddr.IPv4.isValidFourPartDecimal(dotted)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(dotted).octets;
  return `${front}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
