import { inRanges, rangeOfAddress } from "./addresses.ts";
import { asScalar } from "./operators.ts";
import { quotePattern, textSample } from "./quote.ts";
import { readAddress, readRange } from "./ranges.ts";
import { regularExpression } from "./regular-expression.ts";
import type { Scene } from "./scene.ts";
import { isSet, type Script } from "./script.ts";
import { Untranslatable } from "./untranslatable.ts";
import {
  bounded,
  held,
  isAsciiText,
  known,
  knownText,
  longestOf,
  registerOf,
  type Scalar,
  scalarOf,
  type Value,
} from "./value.ts";

type Translate = (script: Script, args: readonly Value[]) => Value;

/** A function with its target first; `hash.sha256` and its like by their whole name. */
export function functionCall(name: string, args: readonly Value[], { script }: Scene): Value {
  const [first] = args;
  const translate = FUNCTIONS.get(name);
  if (name.startsWith("rand.")) throw new Untranslatable("draws", `\`${name}\``);
  if (translate === undefined || first === undefined) throw new Untranslatable("function", `\`${name}\``);
  return translate(script, args);
}

const FUNCTIONS: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  ["startsWith", pattern("beg")],
  ["endsWith", pattern("end")],
  ["contains", pattern("sub")],
  ["matches", matches],
  ["size", (script, args) => measured(script, args)],
  ["lower", converted("lower")],
  ["lowerAscii", converted("lower")],
  ["upper", converted("upper")],
  ["upperAscii", converted("upper")],
  ["string", (script, [value]) => text(script, value)],
  ["inCidrRange", (script, [address, range]) => inCidrRanges(script, address, range === undefined ? [] : [range])],
  ["inCidrRanges", (script, [address, list]) => inCidrRanges(script, address, itemsOf(list))],
  ["isPrivateIp", (script, [address]) => inCidrRanges(script, address, PRIVATE)],
  ["base64.encode", base64()],
  ["encodeBase64", base64()],
  ...[
    ["md5", "digest(md5)"],
    ["sha1", "sha1"],
    ["sha256", "sha2(256)"],
    ["sha512", "sha2(512)"],
  ].flatMap(([name, converter]): [string, Translate][] => {
    const translate: Translate = (script, [value, format]) => hashed(script, value, format, String(converter));
    return [
      [`hash.${name}`, translate],
      [String(name), translate],
    ];
  }),
]);

/** SHA-512 in hexadecimal. */
const LONGEST_HASH = 128;
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(known);

function pattern(method: "beg" | "end" | "sub"): Translate {
  return (script, [subject, wanted]) => {
    const text = textOf(script, subject);
    const part = wanted === undefined ? undefined : knownText(wanted);
    if (part === undefined) throw new Untranslatable("run-time-pattern", "text that is searched for");
    // Every text has the empty one in it.
    if (part === "") return checked(script, text, undefined);
    return checked(script, text, (register) => `{ var(${register}) -m ${method} -- ${quotePattern(part)} }`);
  };
}

function matches(script: Script, [subject, wanted]: readonly Value[]): Value {
  const text = textOf(script, subject);
  const source = wanted === undefined ? undefined : knownText(wanted);
  if (source === undefined) throw new Untranslatable("run-time-pattern", "a regular expression");
  if (!isAsciiText(text))
    throw new Untranslatable("regular-expression", "text that may have characters of several bytes");
  const expression = quotePattern(regularExpression(source, { longest: longestOf(text) }));
  return checked(script, text, (register) => `{ var(${register}) -m reg -- ${expression} }`);
}

/** A boolean of a text: unset where the text is. */
function checked(script: Script, text: Scalar, condition: ((register: string) => string) | undefined): Scalar {
  const register = registerOf(script, text);
  const result = script.set(script.register(), `int(${condition === undefined ? 1 : 0})`, isSet(register));
  if (condition !== undefined) script.set(result, "int(1)", condition(register));
  return held("bool", result);
}

function converted(converter: "lower" | "upper"): Translate {
  return (script, [subject]) => {
    const text = asciiOf(script, subject, converter);
    return held("string", script.set(script.register(), `var(${registerOf(script, text)}),${converter}`), {
      ascii: true,
      longest: longestOf(text),
    });
  };
}

function measured(script: Script, [subject]: readonly Value[]): Value {
  if (subject?.kind === "list") return known(BigInt(subject.items.length));
  const text = asciiOf(script, subject, "size");
  return held("int", script.set(script.register(), `var(${registerOf(script, text)}),length`), {
    range: { min: 0n, max: BigInt(Math.min(longestOf(text), 65_536)) },
  });
}

function base64(): Translate {
  return (script, [subject]) => {
    const text = textOf(script, subject);
    const longest = bounded(4 * Math.ceil(longestOf(text) / 3));
    return held("string", script.set(script.register(), `var(${registerOf(script, text)}),base64`), {
      ascii: true,
      longest,
    });
  };
}

function hashed(script: Script, subject: Value | undefined, format: Value | undefined, converter: string): Value {
  const how = format === undefined ? "hex" : knownText(format);
  if (how !== "hex" && how !== "base64") throw new Untranslatable("function", "a hash in an unknown format");
  const text = textOf(script, subject);
  const end = how === "hex" ? "hex,lower" : "base64";
  const sample = `var(${registerOf(script, text)}),${converter},${end}`;
  return held("string", script.set(script.register(), sample), { ascii: true, longest: LONGEST_HASH });
}

/** `string()`: HAProxy writes integers as the language does, and booleans as numbers. */
export function text(script: Script, value: Value | undefined): Scalar {
  const scalar = value === undefined ? undefined : asScalar(script, value);
  if (scalar === undefined) throw new Untranslatable("value", "text of nothing");
  if (scalar.kind === "known") return known(String(scalar.value));
  if (scalar.type === "string") return scalar;
  const result = script.register();
  if (scalar.type === "bool") {
    script.set(result, textSample("true"), `{ var(${scalar.register}) -m int 1 }`);
    script.set(result, textSample("false"), `{ var(${scalar.register}) -m int 0 }`);
  } else {
    script.set(result, `str(),concat(,${scalar.register},)`, isSet(scalar.register));
  }
  return held("string", result, { ascii: true, longest: longestOf(scalar) });
}

function inCidrRanges(script: Script, address: Value | undefined, ranges: readonly Value[]): Value {
  const texts = ranges.map(knownText);
  if (!texts.every((range) => range !== undefined)) throw new Untranslatable("run-time-address", "a CIDR");
  // What is no CIDR at run time has no address in it.
  const sets = texts.flatMap((range) => readRange(range) ?? []);
  if (address?.kind === "address") return inRanges(script, address.sample, sets);
  const text = address === undefined ? undefined : knownText(address);
  if (text === undefined) throw new Untranslatable("run-time-address", "text of the connection as an address");
  if (readAddress(text) === undefined || rangeOfAddress(text) === undefined) return known(false);
  return inRanges(script, textSample(text), sets);
}

function itemsOf(list: Value | undefined): readonly Value[] {
  if (list?.kind !== "list") throw new Untranslatable("run-time-address", "a list of CIDRs that is not written out");
  return list.items;
}

function textOf(script: Script, value: Value | undefined): Scalar {
  if (value === undefined) throw new Untranslatable("value", "no text");
  return scalarOf(asScalar(script, value), "string");
}

/** HAProxy's converters count and change bytes. */
function asciiOf(script: Script, value: Value | undefined, what: string): Scalar {
  const text = textOf(script, value);
  if (!isAsciiText(text)) throw new Untranslatable("text", `\`${what}\` of text that may not be ASCII`);
  return text;
}
