import { ARITHMETIC } from "./arithmetic.ts";
import { BITS } from "./bits.ts";
import { CONVERSIONS } from "./conversions.ts";
import { ENCODINGS } from "./encodings.ts";
import { FORMAT } from "./format.ts";
import { HASHES } from "./hash.ts";
import { IP_FUNCTIONS } from "./ip.ts";
import { JSON_FUNCTIONS } from "./json.ts";
import { LISTS } from "./lists.ts";
import { MATH } from "./math.ts";
import { NETWORK } from "./network.ts";
import { OPTIONALS } from "./optional.ts";
import type { FunctionDefinition, Overload } from "./overload.ts";
import { RANDOM } from "./random.ts";
import { STRING_EXTENSION } from "./string-ext.ts";
import { STRINGS } from "./strings.ts";
import { TIME } from "./time.ts";
import { URLS } from "./url.ts";

export { HASH_FORMATS, HASH_NAMES } from "./hash.ts";
export { takes, takesSurely } from "./kind.ts";
export { kindsOf, type Overload } from "./overload.ts";

const ALL: readonly FunctionDefinition[] = [
  ...ARITHMETIC,
  ...CONVERSIONS,
  ...STRINGS,
  ...STRING_EXTENSION,
  ...FORMAT,
  ...TIME,
  ...LISTS,
  ...MATH,
  ...BITS,
  ...NETWORK,
  ...IP_FUNCTIONS,
  ...ENCODINGS,
  ...URLS,
  ...HASHES,
  ...JSON_FUNCTIONS,
  ...RANDOM,
  ...OPTIONALS,
];

/** Functions by name, namespaced ones with their whole name; operators under what they are written as. */
export const FUNCTIONS: ReadonlyMap<string, readonly Overload[]> = collect("function");
/** Methods by name; the receiver is the first parameter. */
export const METHODS: ReadonlyMap<string, readonly Overload[]> = collect("method");

/** One name may be defined in several topics, as `reverse` is for strings and lists. */
function collect(style: FunctionDefinition["style"]): ReadonlyMap<string, readonly Overload[]> {
  const table = new Map<string, readonly Overload[]>();
  for (const each of ALL) {
    if (each.style === style) table.set(each.name, [...(table.get(each.name) ?? []), ...each.overloads]);
  }
  return table;
}
