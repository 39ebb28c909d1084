import type { KnownBlocks } from "../../actions/address-lists.ts";
import type { CelType } from "../../cel/index.ts";
import { type Address, type AddressSet, type Cidr, parseAddress } from "../../net/index.ts";
import { type Interval, Ranges } from "./ranges.ts";
import type { TextBounds } from "./texts.ts";

/** What a subject can be at all, as far as its name and type tell. */
export type Domain =
  | { readonly kind: "whole-numbers"; readonly of: "numbers" | "times" | "truth"; readonly bounds: Interval }
  | { readonly kind: "texts"; readonly bounds: TextBounds }
  | { readonly kind: "addresses" };

export const TRUTH: Interval = [0n, 1n];
const INT64: Interval = [-(2n ** 63n), 2n ** 63n - 1n];
const UINT64: Interval = [0n, 2n ** 64n - 1n];
const PORT: Interval = [0n, 65535n];
/** Wider than CEL's timestamps, in nanoseconds. */
const TIMES: Interval = [-(2n ** 70n), 2n ** 70n];
/** IPv4 addresses first, IPv6 behind them: a block holds addresses of its own family alone. */
const IPV4: Interval = [0n, 2n ** 32n - 1n];
const ADDRESSES: Interval = [0n, 2n ** 32n + 2n ** 128n - 1n];

const ANY_TEXT: TextBounds = { kind: "any", isPossible: () => true };
/** language.md, section 9: lower case, without a trailing dot. */
const SERVER_NAME: TextBounds = { kind: "any", isPossible: isServerName };

/** What the language knows of its variables beyond their type. */
const KNOWN: Readonly<Record<string, Domain>> = {
  "conn.client_ip": { kind: "addresses" },
  "conn.server_ip": { kind: "addresses" },
  "conn.client_port": { kind: "whole-numbers", of: "numbers", bounds: PORT },
  "conn.server_port": { kind: "whole-numbers", of: "numbers", bounds: PORT },
  "endpoint.port": { kind: "whole-numbers", of: "numbers", bounds: PORT },
  "endpoint.protocol": { kind: "texts", bounds: oneOf("tcp", "tls") },
  "conn.tls.sni": { kind: "texts", bounds: SERVER_NAME },
  "conn.tls.version": { kind: "texts", bounds: oneOf("1.2", "1.3") },
  "actions.ngrok.terminate_tls.version": { kind: "texts", bounds: oneOf("1.2", "1.3") },
  "actions.ngrok.terminate_tls.sni": { kind: "texts", bounds: SERVER_NAME },
  "actions.ngrok.restrict_ips.action": { kind: "texts", bounds: oneOf("allow", "deny") },
};

/** `undefined`: nothing can be said about single values of this type. */
export function domainOf(key: string, type: CelType): Domain | undefined {
  if (Object.hasOwn(KNOWN, key)) return KNOWN[key];
  switch (type.kind) {
    case "string":
      return { kind: "texts", bounds: ANY_TEXT };
    case "int":
      return { kind: "whole-numbers", of: "numbers", bounds: INT64 };
    case "uint":
      return { kind: "whole-numbers", of: "numbers", bounds: UINT64 };
    case "timestamp":
      return { kind: "whole-numbers", of: "times", bounds: TIMES };
    case "bool":
      return { kind: "whole-numbers", of: "truth", bounds: TRUTH };
    default:
      return undefined;
  }
}

/** Whether a server name, as policies see it, can be this text. */
export function isServerName(text: string): boolean {
  return text === text.toLowerCase() && !text.endsWith(".");
}

export function addressesIn(blocks: Iterable<Cidr>): Ranges {
  return new Ranges(ADDRESSES, Array.from(blocks, intervalOf));
}

/** A set may be of a million blocks and named by every rule of every endpoint. */
const ADDRESSES_OF_SETS = new WeakMap<AddressSet, Ranges>();

export function addressesInAll({ blocks, sets }: KnownBlocks): Ranges {
  const known = sets.map(addressesOfSet);
  if (blocks.length > 0 || known.length === 0) known.push(addressesIn(blocks));
  return known.reduce((all, more) => all.union(more));
}

function addressesOfSet(set: AddressSet): Ranges {
  let addresses = ADDRESSES_OF_SETS.get(set);
  if (addresses === undefined) {
    addresses = addressesIn(set);
    ADDRESSES_OF_SETS.set(set, addresses);
  }
  return addresses;
}

/** The addresses that are spelled so; a text that is no address's canonical spelling is none. */
export function addressesSpelled(texts: readonly string[]): Ranges {
  const intervals = texts.flatMap((text): Interval[] => {
    const address = parseAddress(text);
    if (address === undefined || String(address) !== text) return [];
    const number = numberOf(address);
    return [[number, number]];
  });
  return new Ranges(ADDRESSES, intervals);
}

function intervalOf({ network, family, prefix }: Cidr): Interval {
  const first = numberOf(network);
  const size = 2n ** BigInt((family === 4 ? 32 : 128) - prefix);
  return [first, first + size - 1n];
}

function numberOf({ family, w0, w1, w2, w3 }: Address): bigint {
  if (family === 4) return BigInt(w3 >>> 0);
  const words = [w0, w1, w2, w3].reduce((sum, word) => (sum << 32n) | BigInt(word >>> 0), 0n);
  return IPV4[1] + 1n + words;
}

function oneOf(...texts: string[]): TextBounds {
  return { kind: "one-of", texts: new Set(texts) };
}
