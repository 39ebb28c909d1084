import type { Checked, Declaration } from "../cel/index.ts";
import { Cidr, parseAddress, parseCidr } from "../net/index.ts";
import type { RunState } from "../run-state.ts";
import type { AddressKey, Demand, Key, Lazy, RangeDemand } from "./demand.ts";

type Compare = Checked & { readonly kind: "compare" };
type Call = Checked & { readonly kind: "call" };

/** Facts of the connection and its hello. What a rule before may have changed is none: `vars`, results, the handshake. */
const NEVER_CHANGES = /^(?:endpoint\.|conn\.(?:tls\.(?:sni|ja4_fingerprint)$|(?!tls\.|k8s\.)))/;
const FLIPPED = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

/** What a test of one value demands of it, if it is of a kind that can be looked up. */
export function demandOf(test: Checked): Demand | undefined {
  if (test.kind === "compare") return demandOfComparison(test);
  return test.kind === "call" ? demandOfCall(test) : undefined;
}

function demandOfComparison({ operator, left, right }: Compare): Demand | undefined {
  if (operator === "!=") return undefined;
  if (operator === "in") return demandOfList(left, constantsOf(right));
  if (left.kind === "constant") {
    return operator === "==" ? demandOfList(right, [left.value]) : rangeOf(FLIPPED[operator], right, left.value);
  }
  const [value] = right.kind === "constant" ? [right.value] : [];
  if (operator !== "==") return rangeOf(operator, left, value);
  return demandOfAddress(left, right) ?? demandOfAddress(right, left) ?? demandOfList(left, [value]);
}

/** The value is one of these. */
function demandOfList(subject: Checked, values: readonly unknown[] | undefined): Demand | undefined {
  const key = keyOf(subject);
  if (key === undefined || values === undefined) return undefined;
  if (subject.type.kind === "string" && values.every((each) => typeof each === "string")) {
    return { kind: "texts", key, values };
  }
  const numbers = subject.type.kind === "int" ? values.map(exactNumber).filter((each) => each !== undefined) : [];
  if (numbers.length === 0 || numbers.length < values.length) return undefined;
  return { kind: "numbers", key, values: numbers };
}

function rangeOf(operator: "<" | "<=" | ">" | ">=", subject: Checked, bound: unknown): RangeDemand | undefined {
  const key = keyOf(subject);
  const limit = subject.type.kind === "int" ? exactNumber(bound) : undefined;
  if (key === undefined || limit === undefined) return undefined;
  const range = { kind: "range", key, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY } as const;
  switch (operator) {
    case "<":
      return { ...range, high: limit - 1 };
    case "<=":
      return { ...range, high: limit };
    case ">":
      return { ...range, low: limit + 1 };
    case ">=":
      return { ...range, low: limit };
  }
}

function demandOfCall({ name, arguments: args }: Call): Demand | undefined {
  const [subject, argument] = args;
  if (subject === undefined || argument === undefined || args.length !== 2) return undefined;
  switch (name) {
    case "startsWith":
    case "endsWith": {
      const key = subject.type.kind === "string" ? keyOf(subject) : undefined;
      const [text] = constantsOf(argument) ?? textOf(argument);
      if (key === undefined || typeof text !== "string") return undefined;
      return { kind: name === "startsWith" ? "prefix" : "suffix", key, text };
    }
    case "inCidrRange":
      return blocksOf(addressKeyOf(subject), textOf(argument));
    case "inCidrRanges":
      return blocksOf(addressKeyOf(subject), constantsOf(argument));
    case "containsIP": {
      const block = callOf("cidr", subject);
      return blocksOf(addressKeyOf(callOf("ip", argument) ?? argument), block === undefined ? [] : textOf(block), true);
    }
    default:
      return undefined;
  }
}

/** `ip(variable) == ip('10.1.2.3')`. */
function demandOfAddress(subject: Checked, other: Checked): Demand | undefined {
  const asked = callOf("ip", subject);
  const key = asked === undefined ? undefined : addressKeyOf(asked);
  const [text] = textOf(callOf("ip", other));
  const address = typeof text === "string" ? parseAddress(text) : undefined;
  if (key === undefined || address === undefined) return undefined;
  return { kind: "blocks", key, blocks: [new Cidr(address, address.family === 4 ? 32 : 128)] };
}

/** `allKnown`: what is no CIDR fails there, and does not only hold nothing. */
function blocksOf(
  key: AddressKey | undefined,
  texts: readonly unknown[] | undefined,
  allKnown = false,
): Demand | undefined {
  if (key === undefined || texts === undefined || texts.length === 0) return undefined;
  if (!texts.every((each) => typeof each === "string")) return undefined;
  const blocks = texts.map(parseCidr).filter((each) => each !== undefined);
  if (allKnown && blocks.length < texts.length) return undefined;
  return { kind: "blocks", key, blocks };
}

/** The constants of a list that is written out. */
function constantsOf(checked: Checked): readonly unknown[] | undefined {
  if (checked.kind === "constant" && Array.isArray(checked.value)) return checked.value;
  if (checked.kind !== "list" || checked.optionals.size > 0) return undefined;
  const values = checked.elements.map((each) => (each.kind === "constant" ? each.value : undefined));
  return values.includes(undefined) ? undefined : values;
}

function textOf(checked: Checked | undefined): readonly unknown[] {
  return checked?.kind === "constant" ? [checked.value] : [];
}

/** The argument of a call of `name` with one. */
function callOf(name: string, checked: Checked): Checked | undefined {
  return checked.kind === "call" && checked.name === name && checked.arguments.length === 1
    ? checked.arguments[0]
    : undefined;
}

function keyOf(checked: Checked): Key | undefined {
  if (checked.kind !== "read") return undefined;
  const { path, read, plain, requires } = checked.declaration as unknown as Declaration<RunState>;
  if (read === undefined || !NEVER_CHANGES.test(path)) return undefined;
  const lazy = lazyOf(path, requires);
  return { path, read: plain?.number ?? read, ...(lazy === undefined ? {} : { lazy }) };
}

function lazyOf(path: string, requires: Declaration["requires"]): Lazy | undefined {
  if (requires === "ip-intelligence") return path.startsWith("conn.server_ip.") ? "server" : "client";
  return path === "conn.tls.ja4_fingerprint" ? "ja4" : undefined;
}

function addressKeyOf(checked: Checked): AddressKey | undefined {
  const key = keyOf(checked);
  if (key?.path === "conn.client_ip") return { ...key, side: "client" };
  return key?.path === "conn.server_ip" ? { ...key, side: "server" } : undefined;
}

/** An int that a double holds exactly, with both of its neighbours. */
export function exactNumber(value: unknown): number | undefined {
  const number = typeof value === "bigint" ? Number(value) : undefined;
  return number !== undefined && Math.abs(number) < Number.MAX_SAFE_INTEGER ? number : undefined;
}
