import type { Library } from "./library.ts";
import { textOf } from "./texts.ts";
import { Fault, order, TypeName, Uint, type Value, ValueMap } from "./values.ts";

/** `format` and `strings.quote` of cel-spec's string extension. */
export const format: Library = {
  "(string).format(list)": (template: string, values: readonly Value[]) => {
    let next = 0;
    return template.replace(
      /%(?:%|(?:\.(\d+))?(.?))/gsu,
      (clause: string, precision: string | undefined, verb: string) => {
        if (clause === "%%") return "%";
        const value = values[next++];
        if (value === undefined) throw new Fault("too few values to format");
        return formatOne(verb, Number(precision ?? 6), value);
      },
    );
  },
  "strings.quote(string)": (text: string) => {
    const names: Readonly<Record<string, string>> = {
      "\x07": "a",
      "\b": "b",
      "\f": "f",
      "\n": "n",
      "\r": "r",
      "\t": "t",
      "\v": "v",
    };
    const marked = text.replace(/\p{Cs}/gu, "\ufffd").replace(/[\\"]/g, (sign) => `\\${sign}`);
    return `"${marked.replace(/[\p{Cc}]/gu, (sign) => (names[sign] === undefined ? sign : `\\${names[sign]}`))}"`;
  },
};

function formatOne(verb: string, precision: number, value: Value): string {
  const number = value instanceof Uint ? value.value : value;
  const bytes =
    typeof value === "string" ? Buffer.from(value) : value instanceof Uint8Array ? Buffer.from(value) : undefined;
  if (verb === "s") return shown(value);
  if (verb === "d" && (typeof number === "bigint" || typeof number === "number")) return String(number);
  if (verb === "b" && typeof number === "boolean") return number ? "1" : "0";
  if (verb === "b" && typeof number === "bigint") return number.toString(2);
  if (verb === "o" && typeof number === "bigint") return number.toString(8);
  if (/x/i.test(verb) && (typeof number === "bigint" || bytes !== undefined)) {
    const hex = typeof number === "bigint" ? number.toString(16) : (bytes?.toString("hex") ?? "");
    return verb === "X" ? hex.toUpperCase() : hex;
  }
  if (verb === "f" && typeof number === "number" && precision <= 100) return fixed(number, precision);
  if (verb === "e" && typeof number === "number" && precision <= 100) {
    return `${Object.is(number, -0) ? "-" : ""}${number.toExponential(precision).replace(/e([+-])(\d)$/, "e$10$2")}`;
  }
  throw new Fault(`\`%${verb}\` does not take such a value`);
}

function shown(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "number") return String(value);
  if (value instanceof TypeName) return value.name;
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (!(value instanceof ValueMap)) return textOf(value);
  const entries = value.entries.map(([key, item]) => [shown(key), shown(item)] as const);
  return `{${entries
    .sort(([a], [b]) => order(a, b))
    .map((entry) => entry.join(": "))
    .join(", ")}}`;
}

/** Rounds as IEEE 754 does: an exact half goes to the even digit. Done in whole numbers, since doubles are fractions of two. */
function fixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return String(value);
  // Any double times 2^1074 is whole.
  const scale = 2n ** 1074n;
  let [mantissa, exponent] = [Math.abs(value), 0];
  while (!Number.isInteger(mantissa)) [mantissa, exponent] = [mantissa * 2, exponent + 1];
  const exact = ((BigInt(mantissa) * scale) >> BigInt(exponent)) * 10n ** BigInt(precision);
  const [whole, rest] = [exact / scale, exact % scale];
  const up = rest * 2n > scale || (rest * 2n === scale && whole % 2n === 1n);
  const digits = String(whole + (up ? 1n : 0n)).padStart(precision + 1, "0");
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const point = digits.length - precision;
  return sign + digits.slice(0, point) + (precision === 0 ? "" : `.${digits.slice(point)}`);
}
