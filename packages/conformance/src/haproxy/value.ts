import { isAscii, LONGEST_TEXT, textSample } from "./quote.ts";
import type { Register, Script } from "./script.ts";
import { Untranslatable } from "./untranslatable.ts";

/** What an expression yields, as far as HAProxy can hold it. */
export type Value = Scalar | AddressValue | ListValue | EntriesValue;

/** A boolean (1 or 0), an integer or text. */
export type Scalar = KnownScalar | HeldScalar;

/** Given by the configuration, not by the connection. */
export interface KnownScalar {
  readonly kind: "known";
  readonly value: boolean | bigint | string;
}

/** In a register, which is unset where the language has an error. */
export interface HeldScalar {
  readonly kind: "held";
  readonly type: ScalarType;
  readonly register: Register;
  /** Of an integer: what it is never outside of. Default: any 64 bits. */
  readonly range?: Range;
  /** Of text: it never has a character beyond ASCII. */
  readonly ascii?: boolean;
  /** Of text: how many bytes it has at most. Default: any number. */
  readonly longest?: number;
}

export type ScalarType = "bool" | "int" | "string";

export interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

/** An address of the connection, by HAProxy's name for it. */
export interface AddressValue {
  readonly kind: "address";
  readonly sample: "src" | "dst";
}

export interface ListValue {
  readonly kind: "list";
  readonly items: readonly Value[];
}

/** The values of one attribute of a distinguished name: HAProxy gives them one by one. */
export interface EntriesValue {
  readonly kind: "entries";
  /** The sample of the nth, from 1. */
  readonly sample: (n: number) => string;
  /** Holds if there is a certificate at all. */
  readonly present: string;
}

export const INT64: Range = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

export function known(value: boolean | bigint | string): KnownScalar {
  return { kind: "known", value };
}

export function held(
  type: ScalarType,
  register: Register,
  more: Omit<HeldScalar, "kind" | "type" | "register"> = {},
): HeldScalar {
  return { kind: "held", type, register, ...more };
}

export function isScalar(value: Value): value is Scalar {
  return value.kind === "known" || value.kind === "held";
}

export function typeOf(value: Scalar): ScalarType {
  if (value.kind === "held") return value.type;
  if (typeof value.value === "bigint") return "int";
  return typeof value.value === "string" ? "string" : "bool";
}

export function rangeOf(value: Scalar): Range {
  if (value.kind === "held") return value.range ?? INT64;
  const min = typeof value.value === "bigint" ? value.value : 0n;
  return { min, max: min };
}

export function isAsciiText(value: Scalar): boolean {
  return value.kind === "held" ? value.ascii === true : typeof value.value === "string" && isAscii(value.value);
}

/** How many bytes a value's text has at most. */
export function longestOf(value: Scalar): number {
  if (value.kind === "known") return Buffer.byteLength(String(value.value));
  return value.longest ?? LONGEST[value.type];
}

const LONGEST: Readonly<Record<ScalarType, number>> = {
  bool: "false".length,
  int: String(INT64.min).length,
  string: Number.POSITIVE_INFINITY,
};

/** Text that is made of others: beyond the bound it is refused, since HAProxy would go on with a part of it. */
export function bounded(longest: number): number {
  if (longest > LONGEST_TEXT) throw new Untranslatable("text", `text that may be longer than ${LONGEST_TEXT} bytes`);
  return longest;
}

/** A constant gets its register where one is needed. */
export function registerOf(script: Script, value: Scalar): Register {
  if (value.kind === "held") return value.register;
  const { value: constant } = value;
  if (typeof constant === "string") return script.set(script.register(), textSample(constant));
  return script.set(script.register(), `int(${BigInt(constant)})`);
}

/** The text that a value is, if the configuration gives it. */
export function knownText(value: Value): string | undefined {
  return value.kind === "known" && typeof value.value === "string" ? value.value : undefined;
}

/** What is wanted must be a scalar of this type; the compiler has seen to it that it can be. */
export function scalarOf(value: Value, type: ScalarType): Scalar {
  if (isScalar(value) && typeOf(value) === type) return value;
  throw new Untranslatable("value", `a value where ${type} is wanted`);
}

/** The registers of what can fail, also within lists: unset, it has. */
export function registersOf(values: readonly Value[]): readonly Register[] {
  return values.flatMap((value): readonly Register[] => {
    if (value.kind === "held") return [value.register];
    if (value.kind === "list") return registersOf(value.items);
    if (value.kind === "entries") throw new Untranslatable("value", "the values of a name as a list");
    return [];
  });
}
