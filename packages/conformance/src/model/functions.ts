import {
  type CelFunc,
  type CelInput,
  CelScalar,
  type CelValue,
  celFunc,
  celMethod,
  isCelList,
  listType,
} from "@bufbuild/cel";
import type { JsonValue } from "@sluice/policy";
import { contains, isPrivate, readAddress, readRange } from "./addresses.ts";
import { hashFunctions } from "./hashes.ts";
import { listFunctions } from "./lists.ts";
import { stringFunctions } from "./strings.ts";
import { escaped, urlFunctions } from "./urls.ts";
import { toJson } from "./values.ts";

/** What functions take from the world. */
export interface FunctionHost {
  readonly random: () => number;
  readonly secrets: { readonly [vault: string]: { readonly [name: string]: string } };
}

const { STRING, BYTES, INT, DOUBLE, BOOL, DYN } = CelScalar;

/** The functions that CEL does not bring, written from the language's description alone. */
export function modelFunctions(host: FunctionHost): readonly CelFunc[] {
  return [
    ...addressFunctions,
    ...stringFunctions,
    ...textFunctions,
    ...jsonFunctions,
    ...listFunctions,
    ...hashFunctions,
    ...urlFunctions,
    ...hostFunctions(host),
  ];
}

const addressFunctions: readonly CelFunc[] = [
  celFunc("inCidrRange", [STRING, STRING], BOOL, inRange),
  celFunc("inCidrRanges", [STRING, listType(STRING)], BOOL, (ip, ranges) =>
    Array.from(ranges).some((range) => inRange(ip, String(range))),
  ),
  celMethod("isPrivateIp", STRING, [], BOOL, function () {
    return isPrivate(this);
  }),
];

function inRange(ip: string, cidr: string): boolean {
  const address = readAddress(ip);
  const range = readRange(cidr);
  return address !== undefined && range !== undefined && contains(range, address);
}

const textFunctions: readonly CelFunc[] = [
  ...both("base64.encode", "encodeBase64", (text) => Buffer.from(text).toString("base64")),
  celFunc("base64.encode", [BYTES], STRING, (bytes) => Buffer.from(bytes).toString("base64")),
  celMethod("encodeBase64", BYTES, [], STRING, function () {
    return Buffer.from(this).toString("base64");
  }),
  celFunc("base64.decode", [STRING], BYTES, fromBase64),
  celMethod("decodeBase64", STRING, [], STRING, function () {
    return new TextDecoder("utf-8", { fatal: true }).decode(fromBase64(this));
  }),
  ...both("url.escape", "escapeUrl", escaped),
  celMethod("lower", STRING, [], STRING, function () {
    return simpleCase(this, (character) => character.toLowerCase());
  }),
  celMethod("upper", STRING, [], STRING, function () {
    return simpleCase(this, (character) => character.toUpperCase());
  }),
  celMethod("split", STRING, [], listType(STRING), function () {
    return this.split(" ");
  }),
  celMethod("split", STRING, [STRING, INT], listType(STRING), function (separator, count) {
    return splitAtMost(this, separator, Number(count));
  }),
  celFunc(
    "basic_auth.encode",
    [STRING, STRING],
    STRING,
    (user, password) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
  ),
];

const encodeJson = (value: CelValue): string => JSON.stringify(sorted(toJson(value)));
const decodeJson = (text: string): CelInput => inCel(JSON.parse(text) as JsonValue);

const jsonFunctions: readonly CelFunc[] = [
  celFunc("json.encode", [DYN], STRING, encodeJson),
  celMethod("encodeJson", DYN, [], STRING, function () {
    return encodeJson(this);
  }),
  celFunc("json.decode", [STRING], DYN, decodeJson),
  celMethod("decodeJson", STRING, [], DYN, function () {
    return decodeJson(this);
  }),
  celMethod("isJson", STRING, [], BOOL, function () {
    try {
      JSON.parse(this);
      return true;
    } catch {
      return false;
    }
  }),
];

/** Whole numbers of a JSON text are ints, where JavaScript holds them exactly. */
function inCel(json: JsonValue): CelInput {
  if (typeof json === "number") return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (Array.isArray(json)) return json.map(inCel);
  if (typeof json !== "object" || json === null) return json as CelInput;
  return new Map(Object.entries(json as object).map(([key, value]) => [key, inCel(value)]));
}

function fromBase64(text: string): Uint8Array {
  if (!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}(==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)) throw new Error("not base64");
  return new Uint8Array(Buffer.from(text, "base64"));
}

function hostFunctions({ random, secrets }: FunctionHost): readonly CelFunc[] {
  const draw = (): number => {
    const value = random();
    if (!(value >= 0 && value < 1)) throw new Error("there is no draw left");
    return value;
  };
  const between = (low: bigint, high: bigint): bigint => {
    if (low < 0n || high < 0n || low > high) throw new Error("the bounds are not 0 ≤ a ≤ b");
    return low + BigInt(Math.floor(draw() * (Number(high - low) + 1)));
  };
  return [
    celFunc("rand.double", [], DOUBLE, draw),
    celFunc("rand.int", [], INT, () => between(0n, 1n)),
    celFunc("rand.int", [INT, INT], INT, between),
    celFunc("secrets.get", [STRING, STRING], STRING, (vault, name) => {
      const value = secrets[vault]?.[name];
      if (value === undefined) throw new Error("no such secret");
      return value;
    }),
  ];
}

/** A function of one string, and the same as a method. */
function both(name: string, method: string, of: (text: string) => string): CelFunc[] {
  return [
    celFunc(name, [STRING], STRING, of),
    celMethod(method, STRING, [], STRING, function () {
      return of(this);
    }),
  ];
}

/** Unicode's simple mappings are one code point to one; where JavaScript's full mapping gives more, only `İ` has one. */
function simpleCase(text: string, map: (character: string) => string): string {
  return Array.from(text, (character) => {
    const mapped = map(character);
    if ([...mapped].length === 1) return mapped;
    return character === "İ" ? "i" : character;
  }).join("");
}

function splitAtMost(text: string, separator: string, count: number): string[] {
  if (count === 0) return [];
  const parts = text.split(separator);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as { readonly [key: string]: JsonValue });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}

/** Whether a value is a list of strings, and which. */
export function stringsOf(value: CelInput): string[] | undefined {
  if (!isCelList(value) && !Array.isArray(value)) return undefined;
  const items: CelInput[] = Array.from(value);
  return items.every((item) => typeof item === "string") ? (items as string[]) : undefined;
}
