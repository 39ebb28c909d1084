import { MAX_LIST, MAX_STRING } from "../limits.ts";
import * as type from "../type.ts";
import { Fault } from "../value.ts";
import { TOO_LONG } from "./bounded.ts";
import { INT, STRING, STRING_LIST } from "./kind.ts";
import { type FunctionDefinition, method, overload } from "./overload.ts";
import { countCodePoints } from "./strings.ts";

/** What Unicode calls White_Space. JavaScript's own `trim` also takes U+FEFF and leaves U+0085. */
const SPACE = /^\p{White_Space}$/u;

/** CEL's string extension: positions count code points (language.md, section 5). */
export const STRING_EXTENSION: readonly FunctionDefinition[] = [
  method("charAt", overload([STRING, INT], type.STRING, charAt)),
  method(
    "indexOf",
    overload([STRING, STRING], type.INT, (text, part) => indexOf(text, part, 0n)),
    overload([STRING, STRING, INT], type.INT, indexOf),
  ),
  method(
    "lastIndexOf",
    overload([STRING, STRING], type.INT, (text, part) => position(text, text.lastIndexOf(part))),
    overload([STRING, STRING, INT], type.INT, lastIndexOf),
  ),
  method(
    "join",
    overload([STRING_LIST], type.STRING, (list) => join(list, "")),
    overload([STRING_LIST, STRING], type.STRING, join),
  ),
  method(
    "lowerAscii",
    overload([STRING], type.STRING, (text) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase())),
  ),
  method(
    "upperAscii",
    overload([STRING], type.STRING, (text) => text.replace(/[a-z]+/g, (part) => part.toUpperCase())),
  ),
  method(
    "lower",
    overload([STRING], type.STRING, (text) => mapSimply(text, (each) => each.toLowerCase())),
  ),
  method(
    "upper",
    overload([STRING], type.STRING, (text) => mapSimply(text, (each) => each.toUpperCase())),
  ),
  method(
    "replace",
    overload([STRING, STRING, STRING], type.STRING, (text, from, to) => replace(text, from, to, -1n)),
    overload([STRING, STRING, STRING, INT], type.STRING, replace),
  ),
  method(
    "split",
    overload([STRING], type.STRING_LIST, (text) => split(text, " ", -1n)),
    overload([STRING, STRING], type.STRING_LIST, (text, separator) => split(text, separator, -1n)),
    overload([STRING, STRING, INT], type.STRING_LIST, split),
  ),
  method(
    "substring",
    overload([STRING, INT], type.STRING, (text, start) => substring(text, start, undefined)),
    overload([STRING, INT, INT], type.STRING, substring),
  ),
  method(
    "trim",
    overload([STRING], type.STRING, (text) => trim(text)),
  ),
  method(
    "reverse",
    overload([STRING], type.STRING, (text) => Array.from(text).reverse().join("")),
  ),
];

/** Not by one regular expression: `\s+$` takes quadratic time for spaces within. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.test(text.charAt(start))) start++;
  while (end > start && SPACE.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

function outOfRange(index: bigint): Fault {
  return new Fault("invalid-argument", `index ${index} is out of range`);
}

/** Where the code point `index` starts in UTF-16 units; `undefined` behind the end, or for a negative one. */
function unitOf(text: string, index: bigint, from = 0): number | undefined {
  if (index < 0n || index > BigInt(text.length - from)) return undefined;
  let unit = from;
  for (let left = Number(index); left > 0; left--) {
    if (unit >= text.length) return undefined;
    unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  }
  return unit;
}

function charAt(text: string, index: bigint): string | Fault {
  const unit = unitOf(text, index);
  if (unit === undefined) return outOfRange(index);
  return unit === text.length ? "" : String.fromCodePoint(text.codePointAt(unit) ?? 0);
}

function substring(text: string, start: bigint, end: bigint | undefined): string | Fault {
  const first = unitOf(text, start);
  if (first === undefined) return outOfRange(start);
  if (end === undefined) return text.slice(first);
  const last = unitOf(text, end - start, first);
  return last === undefined ? outOfRange(end) : text.slice(first, last);
}

/** The position in code points of a position in UTF-16 units. */
function position(text: string, unit: number): bigint {
  return unit < 0 ? -1n : BigInt(countCodePoints(text.slice(0, unit)));
}

/** Takes the product of both lengths at worst, as `contains` does. */
function indexOf(text: string, part: string, from: bigint): bigint | Fault {
  const unit = unitOf(text, from);
  return unit === undefined ? outOfRange(from) : position(text, text.indexOf(part, unit));
}

function lastIndexOf(text: string, part: string, from: bigint): bigint | Fault {
  const unit = unitOf(text, from);
  return unit === undefined ? outOfRange(from) : position(text, text.lastIndexOf(part, unit));
}

/** The separator's length counts once for each element. */
function join(list: readonly string[], separator: string): string | Fault {
  const length = list.reduce((sum, each) => sum + each.length + separator.length, 0);
  return length > MAX_STRING ? TOO_LONG : list.join(separator);
}

/** What Unicode's simple mapping makes of a small Greek letter with iota; the full one makes two letters of it. */
const WITH_IOTA = /^[\u1f80-\u1f87\u1f90-\u1f97\u1fa0-\u1fa7\u1fb3\u1fc3\u1ff3]$/;

/** Code point by code point: Unicode's simple mapping, so that `İ` becomes `i` and `ß` stays. */
function mapSimply(text: string, map: (each: string) => string): string {
  if (!/[^\0-\x7f]/.test(text)) return map(text);
  let result = "";
  for (const each of text) {
    const mapped = map(each);
    // A mapping to several code points is a special one; of `İ` the first is the simple one, `ß` has none.
    if (mapped.length === 1 || (mapped.codePointAt(0) ?? 0) > 0xffff) result += mapped;
    else if (each === "\u0130") result += mapped.charAt(0);
    else if (WITH_IOTA.test(each)) result += String.fromCharCode(each.charCodeAt(0) + (each < "\u1fb0" ? 8 : 9));
    else result += each;
  }
  return result;
}

/** The length of `to` counts once for each `from` in the text, of which there may be as many as a list has elements. */
function replace(text: string, from: string, to: string, limit: bigint): string | Fault {
  const parts = splitAll(text, from);
  if (parts instanceof Fault) return parts;
  if (from === "") {
    parts.unshift("");
    parts.push("");
  }
  const count = limit < 0n ? parts.length - 1 : Math.min(Number(limit), parts.length - 1);
  if (text.length + count * to.length > MAX_STRING) return TOO_LONG;
  const head = parts.slice(0, count + 1).join(to);
  return count + 1 === parts.length ? head : head + from + parts.slice(count + 1).join(from);
}

function split(text: string, separator: string, limit: bigint): readonly string[] | Fault {
  if (limit === 0n) return [];
  const parts = splitAll(text, separator);
  if (parts instanceof Fault || limit < 0n || BigInt(parts.length) <= limit) return parts;
  const kept = Number(limit) - 1;
  return [...parts.slice(0, kept), parts.slice(kept).join(separator)];
}

/** At each separator; at an empty one, code point by code point. */
function splitAll(text: string, separator: string): string[] | Fault {
  const parts = separator === "" ? firstCodePoints(text) : text.split(separator, MAX_LIST + 1);
  return parts.length > MAX_LIST ? TOO_LONG : parts;
}

function firstCodePoints(text: string): string[] {
  const points: string[] = [];
  for (const each of text) if (points.push(each) > MAX_LIST) break;
  return points;
}
