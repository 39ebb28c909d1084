import { type Library, stringsOf } from "./library.ts";
import { matches } from "./regex.ts";
import { Fault, type Value } from "./values.ts";

/** Texts: cel-spec's standard definitions, its string extension, and `lower` and `upper`. Positions count code points. */
export const strings: Library = {
  "(string).contains(string)": (text: string, part: string) => text.includes(part),
  "(string).startsWith(string)": (text: string, part: string) => text.startsWith(part),
  "(string).endsWith(string)": (text: string, part: string) => text.endsWith(part),
  "matches(string, string)": matches,
  "(string).matches(string)": matches,
  "(string).charAt(int)": (text: string, at: bigint) => slice(text, at, at === length(text) ? at : at + 1n),
  "(string).substring(int)": (text: string, start: bigint) => slice(text, start, length(text)),
  "(string).substring(int, int)": slice,
  "(string).indexOf(string)": (text: string, part: string) => places(text, part)[0] ?? -1n,
  "(string).indexOf(string, int)": (text: string, part: string, from: bigint) => {
    slice(text, 0n, from);
    return places(text, part).find((place) => place >= from) ?? -1n;
  },
  "(string).lastIndexOf(string)": (text: string, part: string) => places(text, part).at(-1) ?? -1n,
  "(string).lastIndexOf(string, int)": (text: string, part: string, upTo: bigint) => {
    slice(text, 0n, upTo);
    return places(text, part).findLast((place) => place <= upTo) ?? -1n;
  },
  "(list).join()": (list: Value) => stringsOf(list).join(""),
  "(list).join(string)": (list: Value, separator: string) => stringsOf(list).join(separator),
  "(string).lowerAscii()": (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  "(string).upperAscii()": (text: string) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
  "(string).lower()": (text: string) => simpleCase(text, (character) => character.toLowerCase()),
  "(string).upper()": (text: string) => simpleCase(text, (character) => character.toUpperCase()),
  "(string).replace(string, string)": (text: string, from: string, to: string) => replace(text, from, to, -1n),
  "(string).replace(string, string, int)": replace,
  "(string).split()": (text: string) => split(text, " ", -1n),
  "(string).split(string)": (text: string, separator: string) => split(text, separator, -1n),
  "(string).split(string, int)": split,
  "(string).trim()": (text: string) => text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, ""),
  "(string).reverse()": (text: string) => Array.from(text).reverse().join(""),
};

function length(text: string): bigint {
  return BigInt(Array.from(text).length);
}

function slice(text: string, start: bigint, end: bigint): string {
  if (start < 0n || end < start || end > length(text)) throw new Fault("a position outside of the string");
  return Array.from(text).slice(Number(start), Number(end)).join("");
}

/** Where a part stands, each place in code points. */
function places(text: string, part: string): bigint[] {
  const all = Array.from(text);
  return Array.from({ length: all.length + 1 }, (_, at) => at)
    .filter((at) => all.slice(at).join("").startsWith(part))
    .map(BigInt);
}

/** At most `limit` times, if that is not negative; an empty `from` is found around each code point. */
function replace(text: string, from: string, to: string, limit: bigint): string {
  const parts = from === "" ? ["", ...text, ""] : text.split(from);
  const count = limit < 0n || limit >= BigInt(parts.length) ? parts.length - 1 : Number(limit);
  return parts.map((part, index) => (index === 0 ? part : (index <= count ? to : from) + part)).join("");
}

/** Into at most `limit` parts, if that is not negative; the last one keeps the rest. */
function split(text: string, separator: string, limit: bigint): readonly string[] {
  const parts = separator === "" ? Array.from(text) : text.split(separator);
  if (limit < 0n || BigInt(parts.length) <= limit) return parts;
  if (limit === 0n) return [];
  const whole = Number(limit) - 1;
  return [...parts.slice(0, whole), parts.slice(whole).join(separator)];
}

/**
 * Unicode's simple mappings are one code point to one. Where JavaScript's full mapping gives more, `İ` has one, and the
 * small Greek letters with iota: their title case.
 */
function simpleCase(text: string, map: (character: string) => string): string {
  return Array.from(text, (character) => {
    const mapped = map(character);
    if (Array.from(mapped).length === 1) return mapped;
    if (character === "İ") return "i";
    const withIota = /[\u1f80-\u1f87\u1f90-\u1f97\u1fa0-\u1fa7]/.test(character) ? 8 : 9;
    const isGreek = /[\u1f80-\u1f87\u1f90-\u1f97\u1fa0-\u1fa7\u1fb3\u1fc3\u1ff3]/.test(character);
    return isGreek ? String.fromCharCode(character.charCodeAt(0) + withIota) : character;
  }).join("");
}
