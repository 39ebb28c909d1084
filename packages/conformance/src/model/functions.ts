import { createHash } from "node:crypto";
import { type CelFunc, type CelInput, CelScalar, celFunc, celMethod, isCelList, listType } from "@bufbuild/cel";
import type { JsonValue } from "@sluice/policy";
import { contains, isPrivate, readAddress, readRange } from "./addresses.ts";
import { toJson } from "./values.ts";

/** What functions take from the world. */
export interface FunctionHost {
  readonly random: () => number;
  readonly secrets: { readonly [vault: string]: { readonly [name: string]: string } };
}

const { STRING, INT, DOUBLE, BOOL, DYN } = CelScalar;

/** The functions that CEL does not bring, written from the language's description alone. */
export function modelFunctions(host: FunctionHost): readonly CelFunc[] {
  return [...addressFunctions, ...textFunctions, ...hashFunctions, ...hostFunctions(host)];
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
  // The library reads an empty or blank text as 0.
  celFunc("int", [STRING], INT, (text) => {
    if (!/^[+-]?[0-9]+$/.test(text)) throw new Error("not an int");
    return BigInt(text.replace(/^[+]/, ""));
  }),
  ...both("base64.encode", "encodeBase64", (text) => Buffer.from(text).toString("base64")),
  ...both("base64.decode", "decodeBase64", (text) => {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Error("not base64");
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "base64"));
  }),
  ...both("url.escape", "escapeUrl", (text) => encodeURIComponent(text)),
  celFunc("json.encode", [DYN], STRING, (value) => JSON.stringify(sorted(toJson(value)))),
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
  celFunc("basic_auth.encode", [STRING, STRING], STRING, (user, password) =>
    Buffer.from(`${user}:${password}`).toString("base64"),
  ),
];

const hashFunctions: readonly CelFunc[] = ["md5", "sha1", "sha256", "sha512"].flatMap((name) => {
  const hash = (text: string, format: string): string => {
    if (format !== "hex" && format !== "base64") throw new Error("a digest is `hex` or `base64`");
    return createHash(name).update(text).digest(format);
  };
  return [
    ...both(`hash.${name}`, name, (text) => hash(text, "hex")),
    celFunc(`hash.${name}`, [STRING, STRING], STRING, hash),
    celMethod(name, STRING, [STRING], STRING, function (format) {
      return hash(this, format);
    }),
  ];
});

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
