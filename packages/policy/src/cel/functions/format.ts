import { bytesToHex } from "@noble/hashes/utils.js";
import { compareStrings } from "../equality.ts";
import { MAX_STRING } from "../limits.ts";
import * as type from "../type.ts";
import { TypeValue, typeNameOf } from "../types-of-values.ts";
import { CelMap, Fault, Uint, type Value } from "../value.ts";
import { bounded, TOO_LONG } from "./bounded.ts";
import { toText } from "./conversions.ts";
import { isList, LIST, STRING } from "./kind.ts";
import { type FunctionDefinition, fn, method, overload } from "./overload.ts";

/** `format` and `strings.quote` of CEL's string extension (language.md, section 5). */
export const FORMAT: readonly FunctionDefinition[] = [
  method("format", overload([STRING, LIST], type.STRING, format)),
  fn("strings.quote", overload([STRING], type.STRING, quote)),
];

const CLAUSE = /%(?:%|(?:\.(\d{1,3}))?([A-Za-z]?))/g;
/** More decimals than a double has. */
const MAX_PRECISION = 100;

function format(template: string, args: readonly Value[]): string | Fault {
  let text = "";
  let at = 0;
  let next = 0;
  for (const match of template.matchAll(CLAUSE)) {
    text += template.slice(at, match.index);
    at = match.index + match[0].length;
    if (match[0] === "%%") {
      text += "%";
      continue;
    }
    const argument = args[next++];
    if (argument === undefined) return new Fault("invalid-argument", `\`format\` got no value for \`${match[0]}\``);
    const shown = formatOne(match[2] ?? "", Number(match[1] ?? 6), argument);
    if (shown === undefined) {
      return new Fault(
        "invalid-argument",
        `\`format\` cannot write a value of type \`${typeNameOf(argument)}\` as \`${match[0]}\``,
      );
    }
    text += shown;
    if (text.length > MAX_STRING) return TOO_LONG;
  }
  return bounded(text + template.slice(at));
}

function formatOne(clause: string, precision: number, value: Value): string | undefined {
  const whole = value instanceof Uint ? value.value : value;
  switch (clause) {
    case "s":
      return show(value);
    case "d":
      if (typeof whole === "bigint") return String(whole);
      return typeof whole === "number" ? showDouble(whole) : undefined;
    case "f":
      return typeof whole === "number" && precision <= MAX_PRECISION ? toFixed(whole, precision) : undefined;
    case "e":
      return typeof whole === "number" && precision <= MAX_PRECISION ? toExponential(whole, precision) : undefined;
    case "b":
      if (typeof whole === "boolean") return whole ? "1" : "0";
      return typeof whole === "bigint" ? whole.toString(2) : undefined;
    case "o":
      return typeof whole === "bigint" ? whole.toString(8) : undefined;
    case "x":
      return toHex(whole);
    case "X":
      return toHex(whole)?.toUpperCase();
    default:
      return undefined;
  }
}

/** As `%s` does, also within lists and maps; a map by its keys' text. */
function show(value: Value): string | undefined {
  if (value === null) return "null";
  if (typeof value === "number") return showDouble(value);
  if (value instanceof TypeValue) return value.name;
  if (isList(value)) {
    const texts = value.map(show);
    return texts.includes(undefined) ? undefined : `[${texts.join(", ")}]`;
  }
  if (value instanceof CelMap) {
    const entries = Array.from(value.entries(), ([key, each]) => [show(key), show(each)] as const);
    if (entries.some(([, text]) => text === undefined)) return undefined;
    const sorted = entries.toSorted(([a = ""], [b = ""]) => compareStrings(a, b));
    return `{${sorted.map(([key, text]) => `${key}: ${text}`).join(", ")}}`;
  }
  return toText(value);
}

/** Plain decimals, unlike `string()`; JavaScript writes them so between 1e-6 and 1e21. */
function showDouble(value: number): string {
  return String(value);
}

function toHex(value: Value): string | undefined {
  if (typeof value === "bigint") return value.toString(16);
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  return bytes instanceof Uint8Array ? bytesToHex(bytes) : undefined;
}

/** Half to even, as IEEE 754 rounds; JavaScript's own rounds an exact half up. */
function toFixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return `-${toFixed(0, precision)}`;
  if (Math.abs(value) >= 1e21)
    return precision === 0 ? String(BigInt(value)) : `${BigInt(value)}.${"0".repeat(precision)}`;
  const rounded = value.toFixed(precision);
  const exact = value.toFixed(MAX_PRECISION);
  const point = exact.indexOf(".");
  const kept = exact.slice(0, precision === 0 ? point : point + 1 + precision);
  const isHalf = /^50*$/.test(exact.slice(point + 1 + precision));
  return isHalf && /[02468]$/.test(kept) ? kept : rounded;
}

function toExponential(value: number, precision: number): string {
  if (!Number.isFinite(value)) return String(value);
  const sign = Object.is(value, -0) ? "-" : "";
  return sign + value.toExponential(precision).replace(/e([+-])(\d)$/, "e$10$2");
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
  ['"', '\\"'],
]);

/** In double quotes, as it would be written in an expression; half of a surrogate pair is no character. */
function quote(text: string): string | Fault {
  const escaped = text.replace(
    /[\p{Cc}\p{Cs}\\"]/gu,
    (each) => ESCAPES.get(each) ?? (each < "\ud800" ? each : "\ufffd"),
  );
  return bounded(`"${escaped}"`);
}
