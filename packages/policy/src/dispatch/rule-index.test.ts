import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "../cel/index.ts";
import { parseAddress, parseCidr } from "../net/index.ts";
import type { Program } from "../program.ts";
import { RunState } from "../run-state.ts";
import { SpareState } from "../spare-state.ts";
import type { AddressKey, Demand } from "./demand.ts";
import { indexOf } from "./index-of.ts";
import type { RuleIndex } from "./rule-index.ts";

const NONE = 1_000_000;

/** A key whose value is the server's region, or a number that is made of it. */
const TEXT = { path: "text", read: (state: RunState) => state.facts.server.region };
const NUMBER = { path: "number", read: (state: RunState) => BigInt(state.facts.server.region) };
const CLIENT: AddressKey = { path: "conn.client_ip", read: (state) => state.clientIp(), side: "client" };

function stateOf(region: string, ip = "192.0.2.1"): RunState {
  const endpoint = { id: "", protocol: "tls", host: "", port: 1, url: "" };
  const facts = { client: { ip, port: 1 }, server: { ip, port: 1, region }, start: new Date(0), endpoint };
  const program: Program = {
    rules: [],
    upstream: true,
    readsClock: false,
    variables: [],
    results: [],
    secretResults: new Set(),
    spare: new SpareState(),
  };
  const state = new RunState(program);
  state.begin(facts, {}, undefined);
  return state;
}

/** All rules that may match, in the order in which a run finds them. */
function found(index: RuleIndex, state: RunState): number[] {
  const node = index.find(state);
  const rules: number[] = [];
  for (let rule = index.next(node, 0, NONE); rule < NONE; rule = index.next(node, rule + 1, NONE)) rules.push(rule);
  return rules;
}

function check(
  demands: fc.Arbitrary<Demand>,
  state: fc.Arbitrary<RunState>,
  holds: (d: Demand, s: RunState) => boolean,
) {
  fc.assert(
    fc.property(
      fc.array(demands, { minLength: 1, maxLength: 60 }),
      fc.array(state, { minLength: 1 }),
      (all, states) => {
        const index = indexOf(all.map((demand, i) => ({ rule: i * 2, demand })));
        for (const each of states) {
          const expected = all.flatMap((demand, i) => (holds(demand, each) ? [i * 2] : []));
          expect(found(index, each)).toEqual(expected);
        }
      },
    ),
  );
}

describe("an index finds the rules that a scan finds", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", ".", "é", "\u{1f600}", "\ud83d"), maxLength: 5 });

  test("by texts", () => {
    const demand = fc.array(word, { maxLength: 3 }).map((values): Demand => ({ kind: "texts", key: TEXT, values }));
    check(
      demand,
      word.map((each) => stateOf(each)),
      (d, s) => d.kind === "texts" && d.values.includes(s.facts.server.region),
    );
  });

  test("by suffixes", () => {
    const demand = word.map((text): Demand => ({ kind: "suffix", key: TEXT, text }));
    check(
      demand,
      word.map((each) => stateOf(each)),
      (d, s) => d.kind === "suffix" && s.facts.server.region.endsWith(d.text),
    );
  });

  test("by prefixes", () => {
    const demand = word.map((text): Demand => ({ kind: "prefix", key: TEXT, text }));
    check(
      demand,
      word.map((each) => stateOf(each)),
      (d, s) => d.kind === "prefix" && s.facts.server.region.startsWith(d.text),
    );
  });

  test("by ranges, those without a bound or without a number included", () => {
    const bound = fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: -3, max: 40 }) },
      fc.constant(Number.POSITIVE_INFINITY),
    );
    const demand = fc
      .tuple(
        bound.map((each) => (Number.isFinite(each) ? each : Number.NEGATIVE_INFINITY)),
        bound,
      )
      .map(([low, high]): Demand => ({ kind: "range", key: NUMBER, low, high }));
    const state = fc.integer({ min: -5, max: 45 }).map((each) => stateOf(String(each)));
    check(
      demand,
      state,
      (d, s) => d.kind === "range" && d.low <= Number(s.facts.server.region) && Number(s.facts.server.region) <= d.high,
    );
  });

  test("by blocks of both families", () => {
    const four = fc.tuple(
      fc.constantFrom("10.1.2.3", "10.1.130.3", "10.200.0.0", "203.0.113.9"),
      fc.integer({ min: 0, max: 32 }),
    );
    const six = fc.tuple(
      fc.constantFrom("2001:db8::1", "2001:db8:8000::", "::1", "ffff::"),
      fc.integer({ min: 0, max: 128 }),
    );
    const block = fc.oneof(four, six).map(([network, prefix]) => parseCidr(`${network}/${prefix}`));
    const demand = fc
      .array(block, { maxLength: 3 })
      .map((all): Demand => ({ kind: "blocks", key: CLIENT, blocks: all.filter((each) => each !== undefined) }));
    const addresses = ["10.1.2.3", "10.1.2.4", "10.1.130.200", "10.201.0.0", "203.0.113.9", "9.255.255.255", "0.0.0.0"];
    const more = ["2001:db8::1", "2001:db8:8000::7", "::1", "::", "ffff::1", "::ffff:10.1.2.3", "7fff::"];
    const state = fc.constantFrom(...addresses, ...more).map((each) => stateOf("", each));
    check(demand, state, (d, s) => {
      const address = parseAddress(s.facts.client.ip);
      return d.kind === "blocks" && address !== undefined && d.blocks.some((each) => each.contains(address));
    });
  });
});

test("two texts of one hash are told apart", () => {
  // FNV-1a over their characters is the same, from the start for the first two and from the end for the others.
  for (const [kind, text, other] of [
    ["prefix", "yvivst", "csbxun"],
    ["suffix", "tsvivy", "nuxbsc"],
  ] as const) {
    const index = indexOf([{ rule: 3, demand: { kind, key: TEXT, text } }]);
    expect(found(index, stateOf(text))).toEqual([3]);
    expect(found(index, stateOf(other))).toEqual([]);
    const both = indexOf([text, other].map((each, rule) => ({ rule, demand: { kind, key: TEXT, text: each } })));
    expect(found(both, stateOf(text))).toEqual([0]);
    expect(found(both, stateOf(other))).toEqual([1]);
  }
});

test("where the value cannot be read, every rule of the index may match", () => {
  const missing = { path: "missing", read: () => undefined };
  const failed = { path: "failed", read: () => new Fault("invalid-argument", "none") };
  const large = { path: "large", read: () => 2n ** 60n };
  for (const key of [missing, failed, large]) {
    const range: Demand = { kind: "range", key, low: 1, high: 2 };
    expect(
      found(
        indexOf([
          { rule: 3, demand: range },
          { rule: 7, demand: range },
        ]),
        stateOf(""),
      ),
    ).toEqual([3, 7]);
    const numbers: Demand = { kind: "numbers", key, values: [1] };
    expect(found(indexOf([{ rule: 3, demand: numbers }]), stateOf(""))).toEqual([3]);
    const suffix: Demand = { kind: "suffix", key, text: "a" };
    expect(found(indexOf([{ rule: 3, demand: suffix }]), stateOf(""))).toEqual([3]);
  }
  const block: Demand = { kind: "blocks", key: CLIENT, blocks: [] };
  expect(found(indexOf([{ rule: 3, demand: block }]), stateOf("", "no address"))).toEqual([3]);
});

test("ranges that all overlap, and blocks that all nest, take as many places as there are levels", () => {
  const overlapping = Array.from({ length: 10_000 }, (_, rule) => ({
    rule,
    demand: { kind: "range", key: NUMBER, low: rule, high: 20_000 - rule } as Demand,
  }));
  // Two for each of the 15 levels, and a little that does not grow with the ranges.
  expect(indexOf(overlapping).places).toBeLessThan(10_000 * 30);
  const nested = Array.from({ length: 10_000 }, (_, rule) => ({
    rule,
    demand: { kind: "blocks", key: CLIENT, blocks: [parseCidr(`10.1.2.3/${rule % 33}`)] } as Demand,
  }));
  expect(indexOf(nested).places).toBe(10_000);
});
