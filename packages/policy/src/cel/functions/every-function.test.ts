import { expect, it } from "vitest";
import { parseAddress } from "../../net/index.ts";
import { weigh } from "../cost.ts";
import { weightOfResult } from "../estimate-call.ts";
import { INT_MAX, INT_MIN, UINT_MAX } from "../int.ts";
import { IpValue, parseCidrValue } from "../network-values.ts";
import { CelMap, Duration, type Fault, isFault, Timestamp, Uint, type Value } from "../value.ts";
import { FUNCTIONS, kindsOf, METHODS, type Overload } from "./index.ts";

const DEEP: Value = Array.from({ length: 240 }).reduce<Value>((inner) => [inner], 1n);
const ADDRESS = parseAddress("::1");

/** Values at the ends of their types, and texts that some function reads. */
const ODD: readonly (Value | undefined)[] = [
  ...[null, true, 0n, -1n, 3n, INT_MAX, INT_MIN, new Uint(0n), new Uint(UINT_MAX)],
  ...[0, -0, -1.5, 1e308, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...["", "a", "\ud800", "😀é", "%", "(", "=&=", "hex", "{}", "[1]", "1h", "-9223372036854775808", "0x1"],
  ...["http://[::1]:1/%zz?#", "10.0.0.0/8", "::1", "2026-01-01T00:00:00Z", "Europe/Berlin", "+25:00"],
  ...["%s%d%f%e%x%b%o%X%.3f%%", "%", "%.999f", "%.100f"],
  ...["é&<>\u0001".repeat(40), "a&".repeat(60), " ".repeat(64), "[".repeat(30) + "]".repeat(30), "1,".repeat(50)],
  ...[new Uint8Array(), Uint8Array.of(255, 0), new Timestamp(-62_135_596_800, 0), new Timestamp(0, 999_999_999)],
  ...[new Duration(-1, -5), new Duration(9_223_372_036, 854_775_807)],
  ...[[], [1n, 2.5, new Uint(3n)], ["a", "b"], ["a", null], [[1n], []], [Number.NaN, 1], DEEP],
  ...[CelMap.of([]), CelMap.of([["a", "b"]]), CelMap.of([["__proto__", DEEP]])],
  CelMap.of([
    [1n, [null]],
    [true, new Uint(1n)],
  ]),
  ADDRESS && new IpValue(ADDRESS),
  parseCidrValue("10.0.0.1/8"),
];
const VALUES: readonly Value[] = ODD.filter((each) => each !== undefined);
const MOST = 3_000;

/** Arguments of every shape for an overload: all combinations, or evenly chosen ones if they are many. */
function* argumentsOf(overload: Overload, count: number): Generator<readonly Value[]> {
  const pools = (kindsOf(overload, count) ?? []).map(({ is }) => VALUES.filter((each) => is(each)));
  const total = pools.reduce((product, { length }) => product * length, 1);
  const step = Math.max(1, total / MOST);
  for (let at = 0; at < total; at += step) {
    let left = Math.floor(at);
    yield pools.map((pool) => {
      const value = pool[left % pool.length] as Value;
      left = Math.floor(left / pool.length);
      return value;
    });
  }
}

function inRange(value: unknown): boolean {
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value;
  return !(value instanceof Uint) || BigInt.asUintN(64, value.value) === value.value;
}

/** What the planner would know of a call: its name and, of each argument, the type and that it is not written out. */
function callOf(name: string, overload: Overload, count: number) {
  const span = { start: 0, end: 0 };
  const args = (kindsOf(overload, count) ?? []).map(({ type }) => ({ kind: "local" as const, slot: 0, type, ...span }));
  return { kind: "call" as const, name, overloads: [overload], arguments: args, type: overload.result, ...span };
}

it("no function gives a value that weighs more than is reckoned with", () => {
  const wrong: string[] = [];
  for (const [name, overloads] of [...FUNCTIONS, ...METHODS]) {
    for (const overload of overloads) {
      const call = overload.call as unknown as (...values: readonly unknown[]) => Value | Fault;
      const count = overload.parameters.length + (overload.rest === undefined ? 0 : 1);
      for (const args of argumentsOf(overload, count)) {
        const value = call(...args, { locals: [], random: () => 0.5 });
        if (isFault(value)) continue;
        const most = weightOfResult(callOf(name, overload, count), args.map(weigh));
        if (weigh(value) > most) wrong.push(`${name} of ${args.map(String)}: ${weigh(value)} > ${most}`);
      }
    }
  }
  expect(wrong.slice(0, 10)).toEqual([]);
});

it("every function gives a value of its type's range or a fault, whatever it is given; none throws", () => {
  const wrong: string[] = [];
  let calls = 0;
  for (const [name, overloads] of [...FUNCTIONS, ...METHODS]) {
    for (const overload of overloads) {
      const call = overload.call as unknown as (...values: readonly unknown[]) => unknown;
      const counts = [0, ...(overload.rest === undefined ? [] : [1, 2])].map(
        (more) => overload.parameters.length + more,
      );
      for (const args of counts.flatMap((count) => Array.from(argumentsOf(overload, count)))) {
        calls++;
        try {
          const value = call(...args, { locals: [], random: () => 0.5 });
          if (value === undefined || !inRange(value)) wrong.push(`${name} of ${args.map(String)}: ${value}`);
        } catch (error) {
          wrong.push(`${name} throws ${error}`);
        }
      }
    }
  }
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(calls).toBeGreaterThan(10_000);
});
