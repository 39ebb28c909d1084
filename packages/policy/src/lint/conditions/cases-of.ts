import type { Checked } from "../../cel/checked.ts";
import { Timestamp, Uint } from "../../cel/index.ts";
import { parseTimestamp } from "../../cel/timestamp.ts";
import { type Cidr, parseCidr } from "../../net/index.ts";
import { ALWAYS, allOf, anyOf, type Cases, type Demand, NEVER } from "./cases.ts";
import { type Interval, Ranges } from "./ranges.ts";
import { keyOf } from "./subject-key.ts";
import { addressesIn, addressesSpelled, type Domain, domainOf, TRUTH } from "./subjects.ts";
import { isTextTest, textTest, YES } from "./text-test.ts";
import { Texts } from "./texts.ts";
import type { ValueSet } from "./value-set.ts";

/**
 * Finds out in which cases conditions hold. An evaluation that fails holds in none: whatever is said of a condition that
 * "never holds" or "always holds" leaves failures aside, since they refuse the connection.
 */
export class CaseFinder {
  /** The subject that a contradiction was last found in. */
  contradiction: string | undefined = undefined;
  #unknown = 0;

  /** The cases in which `checked` is true (or, not `wanted`, is false); `undefined`: too many to tell. */
  casesOf(checked: Checked, wanted = true): Cases | undefined {
    switch (checked.kind) {
      case "constant":
        return checked.secret === true || typeof checked.value !== "boolean"
          ? this.#opaque(undefined, wanted)
          : checked.value === wanted
            ? ALWAYS
            : NEVER;
      case "not":
        return this.casesOf(checked.operand, !wanted);
      case "and":
      case "or":
        return this.#combine(
          (checked.kind === "and") === wanted,
          checked.terms.map((term) => this.casesOf(term, wanted)),
        );
      case "conditional": {
        const { condition, whenTrue, whenFalse } = checked;
        const arms = [[condition, true, whenTrue] as const, [condition, false, whenFalse] as const].map(
          ([asked, answer, arm]) => this.#combine(true, [this.casesOf(asked, answer), this.casesOf(arm, wanted)]),
        );
        return this.#combine(false, arms);
      }
      default: {
        const demand = demandOf(checked);
        if (demand === undefined) return this.#opaque(keyOf(checked), wanted);
        return this.#demanding(demand.subject, wanted ? demand : negated(demand));
      }
    }
  }

  /** The cases in which all of them are true. */
  allTrue(conditions: readonly Checked[]): Cases | undefined {
    return this.#combine(
      true,
      conditions.map((condition) => this.casesOf(condition)),
    );
  }

  #combine(all: boolean, parts: readonly (Cases | undefined)[]): Cases | undefined {
    const known = parts.filter((part) => part !== undefined);
    if (known.length < parts.length) return undefined;
    return all ? allOf(known, (subject) => this.#contradicts(subject)) : anyOf(known);
  }

  #demanding(subject: string, { set, test }: Demand): Cases {
    if (set.isAll) return ALWAYS;
    if (!set.isEmpty) return [new Map([[subject, test === undefined ? { set } : { set, test }]])];
    this.#contradicts(subject);
    return NEVER;
  }

  /** A truth value of which nothing is known but what it is asked for. */
  #opaque(key: string | undefined, wanted: boolean): Cases {
    const set = wanted ? YES : YES.complement();
    return this.#demanding(key ?? `unknown ${this.#unknown++}`, { set });
  }

  #contradicts(subject: string): void {
    this.contradiction ??= subject;
  }
}

type SubjectDemand = Demand & { readonly subject: string };

function negated({ subject, set, test }: SubjectDemand): SubjectDemand {
  const complement = set.complement();
  return test === undefined ? { subject, set: complement } : { subject, set: complement, test };
}

/** What an expression that is no `&&`, `||` or `!` demands of one subject; `undefined`: nothing that could be compared. */
function demandOf(checked: Checked): SubjectDemand | undefined {
  if (checked.kind === "compare") return comparison(checked);
  if (checked.kind === "call") return call(checked);
  return undefined;
}

function comparison({ operator, left, right }: Checked & { kind: "compare" }): SubjectDemand | undefined {
  const mirrored = constantOf(left) !== undefined && constantOf(right) === undefined;
  if (operator === "in") return mirrored ? undefined : membership(left, right);
  const [asked, literal] = mirrored ? [right, left] : [left, right];
  const subject = keyOf(asked);
  const value = constantOf(literal);
  if (subject === undefined || value === undefined || constantOf(asked) !== undefined) return undefined;
  const domain = domainOf(subject, asked.type);
  if (domain === undefined) return undefined;
  if (operator === "==" || operator === "!=") {
    const set = setOf(domain, [value]);
    if (set === undefined) return undefined;
    return { subject, set: operator === "==" ? set : set.complement() };
  }
  const number = domain.kind === "whole-numbers" ? wholeNumber(value, domain.of) : undefined;
  if (number === undefined || domain.kind !== "whole-numbers") return undefined;
  return { subject, set: new Ranges(domain.bounds, [sideOf(mirrored ? MIRRORED[operator] : operator, number)]) };
}

type Order = "<" | "<=" | ">" | ">=";
const MIRRORED: Readonly<Record<Order, Order>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };
/** Beyond every bound. */
const FAR = 2n ** 200n;

function sideOf(operator: Order, value: bigint): Interval {
  switch (operator) {
    case "<":
      return [-FAR, value - 1n];
    case "<=":
      return [-FAR, value];
    case ">":
      return [value + 1n, FAR];
    case ">=":
      return [value, FAR];
  }
}

function membership(asked: Checked, list: Checked): SubjectDemand | undefined {
  const subject = keyOf(asked);
  const domain = subject === undefined ? undefined : domainOf(subject, asked.type);
  if (subject === undefined || domain === undefined || list.kind !== "list" || list.optionals.size > 0)
    return undefined;
  const values = list.elements.map(constantOf);
  const set = values.length === 0 ? undefined : setOf(domain, values);
  return set === undefined ? undefined : { subject, set };
}

function call({ name, arguments: args }: Checked & { kind: "call" }): SubjectDemand | undefined {
  const [first, second] = args;
  if (first === undefined || second === undefined) return undefined;
  const subject = keyOf(first);
  if (subject === undefined) return undefined;
  if (name === "inCidrRange" || name === "inCidrRanges") {
    const blocks = blocksOf(second);
    const isAddress = domainOf(subject, first.type)?.kind === "addresses";
    return isAddress && blocks !== undefined ? { subject, set: addressesIn(blocks) } : undefined;
  }
  const text = constantOf(second);
  if (!isTextTest(name) || typeof text !== "string" || args.length > 2) return undefined;
  const test = textTest(name, subject, text);
  return { subject: `${name}(${subject}, ${JSON.stringify(text)})`, set: YES, test };
}

/** The blocks of a literal CIDR, or of a list of them. */
export function blocksOf(checked: Checked): readonly Cidr[] | undefined {
  const texts = checked.kind === "list" ? checked.elements.map(constantOf) : [constantOf(checked)];
  const blocks = texts.map((text) => (typeof text === "string" ? parseCidr(text) : undefined));
  return blocks.includes(undefined) ? undefined : (blocks as Cidr[]);
}

type Constant = string | bigint | boolean | Timestamp;

/** A literal that single values can be compared with; nothing that derives from a secret. */
function constantOf(checked: Checked): Constant | undefined {
  if (checked.kind === "call" && checked.name === "timestamp") {
    const [text] = checked.arguments.map(constantOf);
    return typeof text === "string" ? parseTimestamp(text) : undefined;
  }
  if (checked.kind !== "constant" || checked.secret === true) return undefined;
  const { value } = checked;
  if (value instanceof Uint) return value.value;
  if (typeof value === "string" || typeof value === "bigint" || typeof value === "boolean") return value;
  return value instanceof Timestamp ? value : undefined;
}

/** The set of these values; `undefined` if one of them is of another type, or not known. */
function setOf(domain: Domain, values: readonly (Constant | undefined)[]): ValueSet | undefined {
  switch (domain.kind) {
    case "addresses":
      return values.every(isText) ? addressesSpelled(values) : undefined;
    case "texts":
      return values.every(isText) ? new Texts(domain.bounds, "only", values) : undefined;
    case "whole-numbers": {
      const numbers = values.map((value) => (value === undefined ? undefined : wholeNumber(value, domain.of)));
      const intervals = numbers.flatMap((number): Interval[] => (number === undefined ? [] : [[number, number]]));
      return intervals.length < values.length ? undefined : new Ranges(domain.bounds, intervals);
    }
  }
}

function isText(value: Constant | undefined): value is string {
  return typeof value === "string";
}

/** `undefined` for a value that equals none of the subject's: `1` is not `true`. */
function wholeNumber(value: Constant, of: (Domain & { kind: "whole-numbers" })["of"]): bigint | undefined {
  switch (of) {
    case "numbers":
      return typeof value === "bigint" ? value : undefined;
    case "truth":
      return typeof value === "boolean" ? TRUTH[value ? 1 : 0] : undefined;
    case "times":
      return value instanceof Timestamp ? BigInt(value.seconds) * 1_000_000_000n + BigInt(value.nanos) : undefined;
  }
}
