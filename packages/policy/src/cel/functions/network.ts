import { type Address, AddressSet, parseAddress, parseCidr } from "../../net/index.ts";
import * as type from "../type.ts";
import { STRING, STRING_LIST } from "./kind.ts";
import { type FunctionDefinition, fn, method, overload } from "./overload.ts";

const PRIVATE: AddressSet = AddressSet.from(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]);

/** Addresses (language.md, section 5): what is no address is in no range, what is no CIDR has nothing in it. */
export const NETWORK: readonly FunctionDefinition[] = [
  fn(
    "inCidrRange",
    overload([STRING, STRING], type.BOOL, (ip, cidr) => {
      const address = parseAddress(ip);
      return address !== undefined && isIn(address, cidr);
    }),
  ),
  fn(
    "inCidrRanges",
    overload([STRING, STRING_LIST], type.BOOL, (ip, cidrs) => {
      const address = parseAddress(ip);
      return address !== undefined && cidrs.some((cidr) => isIn(address, cidr));
    }),
  ),
  method(
    "isPrivateIp",
    overload([STRING], type.BOOL, (ip) => PRIVATE.has(ip)),
  ),
];

function isIn(address: Address, cidr: string): boolean {
  return parseCidr(cidr)?.contains(address) ?? false;
}
