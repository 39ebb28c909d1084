import { describe, expect, it } from "vitest";
import { MAX_LIST, MAX_STRING } from "../limits.ts";
import { isFault, type Value } from "../value.ts";
import { FUNCTIONS, kindsOf, METHODS } from "./index.ts";

/** Calls a function of the table without the bound on a run's cost, which most of these would meet first. */
function call(name: string, ...args: readonly Value[]): Value {
  const overloads = [...(METHODS.get(name) ?? []), ...(FUNCTIONS.get(name) ?? [])];
  const found = overloads.find((each) => kindsOf(each, args.length)?.every(({ is }, i) => is(args[i] as Value)));
  if (found === undefined) throw new Error(`no ${name} for these`);
  const value = (found.call as (...values: readonly unknown[]) => Value)(...args, { locals: [] });
  return isFault(value) ? `fault ${value.code}` : value;
}

const LONG = "a".repeat(MAX_STRING);
const MANY = "aé ".repeat(MAX_STRING / 32);

/** A list that holds another one twice, and so on: 2^100 elements, of which each is there once. */
const FOLDED: Value = Array.from({ length: 100 }).reduce<Value>((inner) => [inner, inner], [1n]);
const DEEP: Value = Array.from({ length: 5_000 }).reduce<Value>((inner) => [inner], 1n);

describe("what would be too large is a fault", () => {
  it.each<[string, readonly Value[]]>([
    ["+", [LONG, "a"]],
    ["join", [[LONG, "a"]]],
    ["join", [["a", "a", "a"], LONG]],
    ["replace", [LONG, "a", "bb"]],
    ["replace", [LONG, "", "b"]],
    ["replace", [LONG, "a", "b"]],
    ["split", [LONG, ""]],
    ["split", [LONG, "a"]],
    ["split", [" ".repeat(MAX_LIST)]],
    ["escapeUrl", ["é".repeat(MAX_STRING / 4)]],
    ["encodeBase64", [LONG]],
    ["base64.encode", [new Uint8Array(MAX_STRING)]],
    ["basic_auth.encode", [LONG, "a"]],
    ["strings.quote", ["\n".repeat(MAX_STRING / 2)]],
    ["format", ["%s%s", [LONG, "a"]]],
    ["format", ["%x", [LONG]]],
    ["json.encode", [LONG]],
    ["json.encode", [["a".repeat(MAX_STRING / 2), "a".repeat(MAX_STRING / 2)]]],
    ["json.encode", [FOLDED]],
    ["json.encode", [DEEP]],
    ["flatten", [FOLDED, 9223372036854775807n]],
    ["distinct", [Array.from({ length: 1_001 }, () => [])]],
    ["lists.range", [9223372036854775807n]],
  ])("%s", (name, args) => {
    expect(call(name, ...args)).toBe("fault cost-exceeded");
  });
});

describe("what is large takes the time of its size", () => {
  it.each<[string, readonly Value[], Value]>([
    ["trim", [MANY], MANY.trim()],
    ["upper", [LONG], LONG.toUpperCase()],
    ["upper", [MANY], MANY.toUpperCase()],
    ["charAt", [LONG, BigInt(MAX_STRING - 1)], "a"],
    ["substring", [LONG, BigInt(MAX_STRING - 2)], "aa"],
    ["lastIndexOf", [LONG, "aa"], BigInt(MAX_STRING - 2)],
    ["replace", [LONG, "b", "c"], LONG],
    ["decodeBase64", [Buffer.from(MANY).toString("base64")], MANY],
    ["encodeBase64", [MANY], Buffer.from(MANY).toString("base64")],
    ["escapeUrl", [" ".repeat(MAX_LIST)], "+".repeat(MAX_LIST)],
    ["isURL", [`http://${LONG}`], true],
    ["isURL", [LONG], false],
    ["isQueryString", [`${LONG}=&`], false],
    ["decodeBase64", ["=".repeat(MAX_STRING)], "fault invalid-argument"],
    ["isJson", ["[".repeat(MAX_LIST)], false],
    ["crc32", ["a".repeat(1_000_000)], "dc25bfbc"],
  ])("%s", (name, args, expected) => {
    // Not `toBe`: that would print the strings.
    expect(call(name, ...args) === expected).toBe(true);
  });
});
