import { MAX_STRING } from "../limits.ts";
import * as type from "../type.ts";
import { Fault } from "../value.ts";
import { INT, STRING, STRING_LIST } from "./kind.ts";
import { type FunctionDefinition, method, overload } from "./overload.ts";
import { countCodePoints } from "./strings.ts";

const TOO_LONG = new Fault("cost-exceeded", "the result is too long");
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
    overload([STRING], type.STRING_LIST, (text) => text.split(" ")),
    overload([STRING, STRING], type.STRING_LIST, (text, separator) => split(text, separator, -1n)),
    overload([STRING, STRING, INT], type.STRING_LIST, split),
  ),
  method(
    "substring",
    overload([STRING, INT], type.STRING, (text, start) => substring(text, start, BigInt(countCodePoints(text)))),
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

function charAt(text: string, index: bigint): string | Fault {
  const points = Array.from(text);
  if (index < 0n || index > BigInt(points.length)) return outOfRange(index);
  return points[Number(index)] ?? "";
}

function substring(text: string, start: bigint, end: bigint): string | Fault {
  const points = Array.from(text);
  if (start < 0n || start > BigInt(points.length)) return outOfRange(start);
  if (end < start || end > BigInt(points.length)) return outOfRange(end);
  return points.slice(Number(start), Number(end)).join("");
}

/** The position in code points of a position in UTF-16 units. */
function position(text: string, unit: number): bigint {
  return unit < 0 ? -1n : BigInt(countCodePoints(text.slice(0, unit)));
}

function indexOf(text: string, part: string, from: bigint): bigint | Fault {
  const head = substring(text, 0n, from);
  return head instanceof Fault ? outOfRange(from) : position(text, text.indexOf(part, head.length));
}

function lastIndexOf(text: string, part: string, from: bigint): bigint | Fault {
  const head = substring(text, 0n, from);
  return head instanceof Fault ? outOfRange(from) : position(text, text.lastIndexOf(part, head.length));
}

function join(list: readonly string[], separator: string): string | Fault {
  const length = list.reduce((sum, each) => sum + each.length + separator.length, 0);
  return length > MAX_STRING ? TOO_LONG : list.join(separator);
}

/** Code point by code point, first result only: Unicode's simple mapping, so that `İ` becomes `i` and `ß` stays. */
function mapSimply(text: string, map: (each: string) => string): string {
  let result = "";
  for (const each of text) {
    const mapped = Array.from(map(each));
    // A mapping to several code points is a special one; of `İ` the first is the simple one, `ß` has none.
    result += mapped.length === 1 || each === "\u0130" ? mapped[0] : each;
  }
  return result;
}

function replace(text: string, from: string, to: string, limit: bigint): string | Fault {
  const parts = from === "" ? ["", ...Array.from(text), ""] : text.split(from);
  const count = limit < 0n ? parts.length - 1 : Math.min(Number(limit), parts.length - 1);
  if (text.length + count * to.length > MAX_STRING) return TOO_LONG;
  return (
    parts.slice(0, count + 1).join(to) +
    parts
      .slice(count + 1)
      .map((part) => from + part)
      .join("")
  );
}

function split(text: string, separator: string, limit: bigint): readonly string[] {
  if (limit === 0n) return [];
  const parts = separator === "" ? Array.from(text) : text.split(separator);
  if (limit < 0n || BigInt(parts.length) <= limit) return parts;
  const kept = Number(limit) - 1;
  return [...parts.slice(0, kept), parts.slice(kept).join(separator)];
}
