import { type Address, AddressSet, parseAddress } from "../../net/index.ts";
import { CidrValue, IpValue, parseCidrValue } from "../network-values.ts";
import * as type from "../type.ts";
import { CIDR_TYPE, IP_TYPE } from "../types-of-values.ts";
import { Fault, type Value } from "../value.ts";
import { CIDR, IP, STRING } from "./kind.ts";
import { type FunctionDefinition, fn, method, overload } from "./overload.ts";

const UNSPECIFIED: AddressSet = AddressSet.from(["0.0.0.0", "::"]);
const LOOPBACK: AddressSet = AddressSet.from(["127.0.0.0/8", "::1"]);
const LINK_LOCAL: AddressSet = AddressSet.from(["169.254.0.0/16", "fe80::/10"]);
const NOT_GLOBAL: AddressSet = AddressSet.from([
  "0.0.0.0",
  "::",
  "255.255.255.255",
  "127.0.0.0/8",
  "::1",
  "224.0.0.0/4",
  "ff00::/8",
  "169.254.0.0/16",
  "fe80::/10",
]);

/** `ip()` and `cidr()` of the network extension, which cel-go and Kubernetes have (language.md, sections 5 and 9). */
export const IP_FUNCTIONS: readonly FunctionDefinition[] = [
  fn(
    "ip",
    overload([STRING], IP_TYPE, (text) => withAddress(text, (address) => new IpValue(address))),
  ),
  fn(
    "isIP",
    overload([STRING], type.BOOL, (text) => parseAddress(text) !== undefined),
  ),
  fn(
    "ip.isCanonical",
    overload([STRING], type.BOOL, (text) => withAddress(text, (address) => String(address) === text)),
  ),
  method(
    "family",
    overload([IP], type.INT, ({ address }) => BigInt(address.family)),
  ),
  test("isUnspecified", isIn(UNSPECIFIED)),
  test("isLoopback", isIn(LOOPBACK)),
  test("isLinkLocalMulticast", isLinkLocalMulticast),
  test("isLinkLocalUnicast", isIn(LINK_LOCAL)),
  test("isGlobalUnicast", (address) => !isIn(NOT_GLOBAL)(address)),
  fn(
    "cidr",
    overload([STRING], CIDR_TYPE, (text) => withCidr(text, (cidr) => cidr)),
  ),
  fn(
    "isCIDR",
    overload([STRING], type.BOOL, (text) => parseCidrValue(text) !== undefined),
  ),
  method(
    "containsIP",
    overload([CIDR, IP], type.BOOL, ({ range }, { address }) => range.contains(address)),
    overload([CIDR, STRING], type.BOOL, ({ range }, text) => withAddress(text, (address) => range.contains(address))),
  ),
  method(
    "containsCIDR",
    overload([CIDR, CIDR], type.BOOL, containsCidr),
    overload([CIDR, STRING], type.BOOL, (cidr, text) => withCidr(text, (other) => containsCidr(cidr, other))),
  ),
  method(
    "ip",
    overload([CIDR], IP_TYPE, ({ address }) => new IpValue(address)),
  ),
  method(
    "masked",
    overload([CIDR], CIDR_TYPE, ({ range }) => new CidrValue(range.network, range)),
  ),
  method(
    "prefixLength",
    overload([CIDR], type.INT, ({ range }) => BigInt(range.prefix)),
  ),
];

function test(name: string, holds: (address: Address) => boolean): FunctionDefinition {
  return method(
    name,
    overload([IP], type.BOOL, ({ address }) => holds(address)),
  );
}

function isIn(set: AddressSet): (address: Address) => boolean {
  return (address) => set.find(address) >= 0;
}

/** 224.0.0.0/24; of IPv6 the multicast addresses of link scope, whatever their flags. */
function isLinkLocalMulticast({ family, w0, w3 }: Address): boolean {
  return family === 4 ? w3 >>> 8 === 0xe00000 : ((w0 >>> 16) & 0xff0f) === 0xff02;
}

function containsCidr({ range }: CidrValue, { range: other }: CidrValue): boolean {
  return other.prefix >= range.prefix && range.contains(other.network);
}

function withAddress<T extends Value>(text: string, use: (address: Address) => T): T | Fault {
  const address = parseAddress(text);
  return address === undefined ? not(text, "an address") : use(address);
}

function withCidr<T extends Value>(text: string, use: (cidr: CidrValue) => T): T | Fault {
  const cidr = parseCidrValue(text);
  return cidr === undefined ? not(text, "a CIDR") : use(cidr);
}

function not(text: string, what: string): Fault {
  return new Fault("invalid-conversion", `\`${text.length > 40 ? `${text.slice(0, 40)}…` : text}\` is not ${what}`);
}
