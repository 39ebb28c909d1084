import { addressText, inRanges, rangeOfAddress } from "./addresses.ts";
import { type Conditions, isFalse, isSet, isTrue, not, type Register, type Script } from "./script.ts";
import { Untranslatable } from "./untranslatable.ts";
import {
  type AddressValue,
  bounded,
  type EntriesValue,
  held,
  INT64,
  isAsciiText,
  isScalar,
  known,
  knownText,
  longestOf,
  type Range,
  rangeOf,
  registerOf,
  registersOf,
  type Scalar,
  scalarOf,
  typeOf,
  type Value,
} from "./value.ts";

/** `a && b && …`: false wins over an error, as CEL has it. */
export function allOf(script: Script, values: readonly Scalar[]): Scalar {
  return combined(script, values, { each: isTrue, one: isFalse, whenOne: 0 });
}

/** `a || b || …`: true wins over an error. */
export function anyOf(script: Script, values: readonly Scalar[]): Scalar {
  return combined(script, values, { each: isFalse, one: isTrue, whenOne: 1 });
}

/** HAProxy takes at most 64 words a line. */
const OPERANDS_PER_LINE = 8;

interface Combination {
  readonly each: (register: Register) => string;
  readonly one: (register: Register) => string;
  readonly whenOne: 0 | 1;
}

function combined(script: Script, values: readonly Scalar[], { each, one, whenOne }: Combination): Scalar {
  if (values.length === 0) return known(whenOne === 0);
  if (values.length > OPERANDS_PER_LINE) {
    const first = combined(script, values.slice(0, OPERANDS_PER_LINE), { each, one, whenOne });
    return combined(script, [first, ...values.slice(OPERANDS_PER_LINE)], { each, one, whenOne });
  }
  const registers = values.map((value) => registerOf(script, value));
  const result = script.set(script.register(), `int(${1 - whenOne})`, ...registers.map(each));
  for (const register of registers) script.set(result, `int(${whenOne})`, one(register));
  return held("bool", result);
}

export function negated(script: Script, value: Scalar): Scalar {
  const operand = registerOf(script, value);
  const result = script.set(script.register(), "int(1)", isFalse(operand));
  return held("bool", script.set(result, "int(0)", isTrue(operand)));
}

/** `c ? a : b`. The other branch's error is not its error. */
export function conditional(script: Script, condition: Scalar, a: Value, b: Value): Scalar {
  const [yes, no] = [asScalar(script, a), asScalar(script, b)];
  if (typeOf(yes) !== typeOf(no)) throw new Untranslatable("value", "branches of different types");
  const [test, left, right] = [condition, yes, no].map((value) => registerOf(script, value));
  if (test === undefined || left === undefined || right === undefined) throw new Error("three values, three registers");
  const result = script.set(script.register(), `var(${left})`, isTrue(test));
  const [x, y] = [rangeOf(yes), rangeOf(no)];
  const range = { min: x.min < y.min ? x.min : y.min, max: x.max > y.max ? x.max : y.max };
  return held(typeOf(yes), script.set(result, `var(${right})`, isFalse(test)), {
    range,
    ascii: isAsciiText(yes) && isAsciiText(no),
    longest: Math.max(longestOf(yes), longestOf(no)),
  });
}

export function equal(script: Script, left: Value, right: Value): Scalar {
  if (left.kind === "address" || right.kind === "address") return equalAddress(script, left, right);
  if (left.kind === "entries" && right.kind === "list") return equalEntries(script, left, right.items);
  if (right.kind === "entries" && left.kind === "list") return equalEntries(script, right, left.items);
  if (!isScalar(left) || !isScalar(right) || typeOf(left) !== typeOf(right)) {
    throw new Untranslatable("value", "a comparison of values that are no text, integers or booleans");
  }
  return compared(script, left, right, "{ var(%) -m int 0 }");
}

/** Whether the element is in the list: as the `==` of each, one after the other. */
export function within(script: Script, element: Value, list: Value): Scalar {
  if (list.kind !== "list") throw new Untranslatable("value", "`in` a value that is no list written out");
  const same = list.items.map((item) => equal(script, element, item));
  return strict(script, anyOf(script, same), [element, list]);
}

/** What is an error if any of these is: not what `||` and `&&` make of it. */
export function strict(script: Script, result: Scalar, operands: readonly Value[]): Scalar {
  const registers = registersOf(operands);
  if (registers.length === 0) return result;
  const all = allOf(
    script,
    // Set whatever it is, and so never false.
    registers.map((register) => held("bool", script.set(script.register(), "int(1)", isSet(register)))),
  );
  const value = `var(${registerOf(script, result)})`;
  return held("bool", script.set(script.register(), value, isTrue(registerOf(script, all))));
}

const ORDER: Readonly<Record<string, string>> = {
  "_<_": "{ var(%) -m int lt 0 }",
  "_<=_": "{ var(%) -m int le 0 }",
  "_>_": "{ var(%) -m int gt 0 }",
  "_>=_": "{ var(%) -m int ge 0 }",
};

export function ordered(script: Script, operator: string, left: Value, right: Value): Scalar {
  const condition = ORDER[operator];
  const [a, b] = [asScalar(script, left), asScalar(script, right)];
  if (condition === undefined || typeOf(a) !== typeOf(b)) {
    throw new Untranslatable("value", "an order of values of different types");
  }
  return compared(script, a, b, condition);
}

/** Both of one type. `condition`: on the difference, which has the place of `%`. */
function compared(script: Script, left: Scalar, right: Scalar, condition: string): Scalar {
  const [a, b] = [registerOf(script, left), registerOf(script, right)];
  // A difference that saturates keeps its sign, and text differs byte by byte, as code points do in UTF-8.
  const converter = typeOf(left) === "string" ? "strcmp" : "sub";
  const difference = script.set(script.register(), `var(${a}),${converter}(${b})`, isSet(a), isSet(b));
  const result = script.set(script.register(), "int(0)", isSet(difference));
  return held("bool", script.set(result, "int(1)", condition.replace("%", difference)));
}

function equalAddress(script: Script, left: Value, right: Value): Scalar {
  const [address, other] = left.kind === "address" ? [left, right] : [right as AddressValue, left];
  const text = knownText(other);
  const range = text === undefined ? undefined : rangeOfAddress(text);
  if (range !== undefined) return inRanges(script, address.sample, [range]);
  return equal(script, addressText(script, address), asScalar(script, other));
}

/** Exactly these values, in this order. */
function equalEntries(script: Script, { sample, present }: EntriesValue, items: readonly Value[]): Scalar {
  const none = script.set(script.register(), "int(1)", present);
  script.set(none, "int(0)", present, `{ ${sample(items.length + 1)} -m found }`);
  const each = items.map((item, index): Scalar => {
    const entry = script.set(script.register(), sample(index + 1));
    const wanted = scalarOf(item, "string");
    const same = registerOf(script, compared(script, held("string", entry), wanted, "{ var(%) -m int 0 }"));
    // One that is missing is another one, and no error where there is a certificate.
    return held("bool", script.set(same, "int(0)", present, not(isSet(same))));
  });
  return allOf(script, [held("bool", none), ...each]);
}

/** An address is text to whatever does not know addresses. */
export function asScalar(script: Script, value: Value): Scalar {
  if (value.kind === "address") return addressText(script, value);
  if (isScalar(value)) return value;
  throw new Untranslatable("value", "a list as an operand");
}

interface Arithmetic {
  readonly converter: string;
  /** The results' bounds. */
  readonly range: (a: Range, b: Range) => Range;
  /** Of the divisor: not zero. */
  readonly divides?: true;
}

const ARITHMETIC: Readonly<Record<string, Arithmetic>> = {
  "_+_": { converter: "add", range: (a, b) => ({ min: a.min + b.min, max: a.max + b.max }) },
  "_-_": { converter: "sub", range: (a, b) => ({ min: a.min - b.max, max: a.max - b.min }) },
  "_*_": { converter: "mul", range: (a, b) => hull(a, b, (x, y) => x * y) },
  "_/_": { converter: "div", divides: true, range: (a) => symmetric(a) },
  "_%_": { converter: "mod", divides: true, range: (a) => symmetric(a) },
};

/** Integers alone; a result that may leave 64 bits is refused, since HAProxy would go on with the bound. */
export function arithmetic(script: Script, operator: string, left: Scalar, right: Scalar): Scalar {
  const how = ARITHMETIC[operator];
  if (how === undefined || typeOf(left) !== "int" || typeOf(right) !== "int") {
    throw new Untranslatable("value", `\`${operator}\` of values that are no integers`);
  }
  const range = how.range(rangeOf(left), rangeOf(right));
  if (range.min < INT64.min || range.max > INT64.max) {
    throw new Untranslatable("arithmetic-overflow", `\`${operator}\` that may leave 64 bits`);
  }
  const [a, b] = [registerOf(script, left), registerOf(script, right)];
  const conditions: Conditions = [isSet(a), isSet(b), ...(how.divides ? [not(`{ var(${b}) -m int 0 }`)] : [])];
  return held("int", script.set(script.register(), `var(${a}),${how.converter}(${b})`, ...conditions), { range });
}

function hull(a: Range, b: Range, of: (x: bigint, y: bigint) => bigint): Range {
  const corners = [of(a.min, b.min), of(a.min, b.max), of(a.max, b.min), of(a.max, b.max)];
  const sorted = corners.toSorted((x, y) => (x < y ? -1 : x > y ? 1 : 0));
  return { min: sorted[0] ?? INT64.min, max: sorted[3] ?? INT64.max };
}

function symmetric({ min, max }: Range): Range {
  const most = -min > max ? -min : max;
  return { min: -most, max: most };
}

/** Text after text. */
export function concatenated(script: Script, parts: readonly Scalar[]): Scalar {
  const texts = parts.map((part) => (typeof knownText(part) === "string" ? knownText(part) : undefined));
  if (texts.every((text) => text !== undefined)) return known(texts.join(""));
  const longest = bounded(parts.reduce((sum, part) => sum + longestOf(part), 0));
  const registers = parts.map((part) => registerOf(script, part));
  const [first, ...rest] = registers;
  const sample = [`var(${first})`, ...rest.map((register) => `concat(,${register},)`)].join(",");
  return held("string", script.set(script.register(), sample, ...registers.map(isSet)), {
    ascii: parts.every(isAsciiText),
    longest,
  });
}
