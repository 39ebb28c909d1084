import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address } from "./address.ts";
import { addressHash } from "./address-hash.ts";
import { AddressSet } from "./address-set.ts";
import { BlockList } from "./block-list.ts";
import { Cidr } from "./cidr.ts";
import { HashedTable4, HashedTable6 } from "./hashed-table.ts";

type Words = readonly [number, number, number, number];

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

/** Words that follow from a seed: thousands of blocks for a property would take fast-check longer than the test. */
function words(seed: number): () => number {
  let n = seed;
  return () => {
    n = (n + 1) | 0;
    return addressHash(seed, n, 0, n);
  };
}

function listOf(family: 4 | 6, blocks: readonly Cidr[]): BlockList {
  const list = new BlockList(family === 4 ? 1 : 4);
  for (const block of blocks) list.push(block);
  return list;
}

function tableOf(family: 4 | 6, blocks: readonly Cidr[]): HashedTable4 | HashedTable6 | undefined {
  return family === 4 ? HashedTable4.from(listOf(4, blocks)) : HashedTable6.from(listOf(6, blocks));
}

/** `count` blocks whose addresses differ in what their index chooses. */
function many(count: number, prefix: number, address: (i: number) => Words): Cidr[] {
  return Array.from({ length: count }, (_, i) => new Cidr(new Address(...address(i)), prefix));
}

const four = (i: number): Words => [0, 0, 0xffff, i];

describe("a hashed table", () => {
  /** Lists as they are written: by network, by host, by interface; some leave a single word of four that differs. */
  const LISTS: [string, 4 | 6, Cidr[]][] = [
    ["IPv4 hosts in a row", 4, many(50_000, 32, (i) => four(0x0a000000 + i))],
    ["IPv4 networks in a row", 4, many(50_000, 24, (i) => four(0x0a000000 + i * 256))],
    ["IPv4 networks far apart", 4, many(4096, 16, (i) => four(i << 20))],
    ["IPv6 networks in a row", 6, many(50_000, 48, (i) => [0x20010db8, i << 16, 0, 0])],
    ["IPv6 registrations in a row", 6, many(50_000, 32, (i) => [0x20000000 + i, 0, 0, 0])],
    ["IPv6 subnets in a row", 6, many(50_000, 64, (i) => [0x20010db8, i, 0, 0])],
    ["IPv6 hosts in a row", 6, many(50_000, 128, (i) => [0x20010db8, 0, 0, i])],
    ["IPv6 hosts with the same last word", 6, many(50_000, 128, (i) => [0x20010db8, i, 0, 1])],
    ["IPv6 interfaces of one vendor", 6, many(50_000, 128, (i) => [0x20010db8, i >>> 8, 0x021122ff, 0xfe000000 | i])],
  ];

  for (const [name, family, blocks] of LISTS) {
    it(`holds ${name}, each under its own index, and nothing beside them`, () => {
      const table = tableOf(family, blocks);
      if (table === undefined) throw new Error("the hash does not spread them");
      expect(table.size).toBe(blocks.length);
      const indices = new Set<number>();
      for (const { network, prefix } of blocks) {
        const index = table.find(network);
        indices.add(index);
        if (!table.networkAt(index).equals(network) || table.prefixAt(index) !== prefix) throw new Error(`${network}`);
      }
      expect(indices.size).toBe(blocks.length);
      expect([Math.min(...indices), Math.max(...indices)]).toEqual([0, blocks.length - 1]);
      const held = new Set(blocks.map(({ text }) => text));
      for (const { network, prefix } of blocks) {
        const { w0, w1, w2, w3 } = network;
        for (const beside of [new Address(w0, w1, w2, w3 + 256), new Address(w0, w1 + 0x10000, w2, w3)]) {
          if (beside.family !== family) continue;
          if (table.find(beside) >= 0 !== held.has(new Cidr(beside, prefix).text)) throw new Error(`${beside}`);
        }
      }
    });
  }

  it("agrees with looking for each length by itself, nested and listed twice or not", () => {
    const cases = fc.record({
      family: fc.constantFrom(4 as const, 6 as const),
      seed: word,
      lengths: fc.uniqueArray(fc.nat(128), { minLength: 1, maxLength: 4 }),
      /** Blocks within each other share what is before them. */
      spread: fc.constantFrom(0, 0x3ff, -1),
    });
    fc.assert(
      fc.property(cases, ({ family, seed, lengths, spread }) => {
        const next = words(seed);
        const any = () =>
          family === 4
            ? new Address(0, 0, 0xffff, next() & (spread | 0xfff))
            : new Address(0x20010db8, next() & spread, next() & (spread | 0xff), next());
        const prefixes = lengths.map((length) => (family === 4 ? length % 33 : length));
        const blocks = Array.from({ length: 1500 }, (_, i) => new Cidr(any(), prefixes[i % prefixes.length] ?? 0));
        const set = AddressSet.from([...blocks, ...blocks.slice(0, 300)]);
        const texts = new Set(blocks.map(({ text }) => text));
        expect(set.size).toBe(texts.size);
        expect(new Set(Array.from(set, String))).toEqual(texts);
        const longestFirst = prefixes.toSorted((a, b) => b - a);
        for (const address of [
          ...blocks.slice(0, 200).map(({ network }) => network),
          ...Array.from({ length: 200 }, any),
        ]) {
          const expected = longestFirst.map((prefix) => new Cidr(address, prefix).text).find((text) => texts.has(text));
          expect(set.match(address)).toBe(expected);
          const found = set.find(address);
          expect(found < 0 ? undefined : set.at(found).text).toBe(expected);
        }
        const shuffled = AddressSet.from(blocks.toReversed());
        expect(set.equals(shuffled)).toBe(true);
        expect(set.equals(AddressSet.from(blocks.filter(({ text }) => text !== blocks[0]?.text)))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps apart blocks of 64 bits and more that have their first 64 in common", () => {
    const hosts = many(2000, 128, (i) => [0x20010db8, 0, 0, i]);
    const set = AddressSet.from([...hosts, new Cidr(new Address(0x20010db8, 0, 0, 0), 64)]);
    expect(set.match("2001:db8::7cf")).toBe("2001:db8::7cf/128");
    expect(set.match("2001:db8::7d0")).toBe("2001:db8::/64");
    expect(set.match("2001:db8:0:0:1::7cf")).toBe("2001:db8::/64");
    expect(set.match("2001:db8:0:1::7cf")).toBeUndefined();
  });

  it("takes blocks whose words are all 0 for no empty place, and an empty place for none", () => {
    const blocks = many(2000, 24, (i) => four((i + 1) << 8));
    expect(AddressSet.from(blocks).match("0.0.0.7")).toBeUndefined();
    expect(AddressSet.from([...blocks, new Cidr(new Address(0, 0, 0xffff, 0), 24)]).match("0.0.0.7")).toBe(
      "0.0.0.0/24",
    );
    const six = many(2000, 64, (i) => [i + 1, 0, 0, 0]);
    expect(AddressSet.from(six).match("::7")).toBeUndefined();
    expect(AddressSet.from([...six, new Cidr(new Address(0, 0, 0, 0), 64)]).match("::7")).toBe("::/64");
  });

  it("is not made of a few blocks or of many lengths", () => {
    const hosts = many(1000, 32, four);
    expect(tableOf(4, hosts)?.size).toBe(1000);
    expect(tableOf(4, hosts.slice(1))).toBeUndefined();
    // The last of them is there twice.
    expect(tableOf(4, [...hosts.slice(1), ...hosts.slice(-1)])).toBeUndefined();
    const lengths = [8, 12, 16, 20].map((prefix) => new Cidr(new Address(...four(0x0a000000)), prefix));
    expect(tableOf(4, [...hosts, ...lengths.slice(1)])?.size).toBe(1003);
    expect(tableOf(4, [...hosts, ...lengths])).toBeUndefined();
  });

  it("is not made of blocks that somebody chose to have one hash, and the set finds them nevertheless", () => {
    const collide = (count: number, below: number) => {
      const chosen: Cidr[] = [];
      for (let i = 1; chosen.length < count; i++) {
        if (addressHash(0, 0, 0, i) < below) chosen.push(new Cidr(new Address(...four(i)), 32));
      }
      return chosen;
    };
    // Of the 2,000 slots for 1,000 blocks each takes 2^32 / 2,000 hashes.
    const chosen = collide(80, 2 ** 21);
    const others = many(920, 32, (i) => four(0x0a000000 + i));
    expect(tableOf(4, others.concat(many(80, 32, (i) => four(0x0b000000 + i))))).toBeDefined();
    expect(tableOf(4, [...others, ...chosen])).toBeUndefined();
    const set = AddressSet.from([...others, ...chosen]);
    expect(set.size).toBe(1000);
    for (const { network, text } of [...others, ...chosen]) expect(set.match(network)).toBe(text);
    // In 16 slots next to each other instead of in one.
    const row = collide(80, 2 ** 25);
    expect(tableOf(4, [...others, ...row])).toBeUndefined();
  });

  it("holds at most 16 bytes for an IPv4 block and 40 for an IPv6 one", () => {
    for (const lengths of [1, 2, 3, 4]) {
      const prefixOf = (i: number, longest: number) => longest - (i % lengths);
      const fourth = many(1000, 32, (i) => four(i << 12)).map(({ network }, i) => new Cidr(network, prefixOf(i, 32)));
      const sixth = many(1000, 128, (i) => [0x20010db8, 0, 0, i << 12]).map(
        ({ network }, i) => new Cidr(network, prefixOf(i, 128)),
      );
      const [table4, table6] = [tableOf(4, fourth), tableOf(6, sixth)];
      if (table4 === undefined || table6 === undefined) throw new Error("not hashed");
      expect(table4.bytes / table4.size).toBeLessThanOrEqual(16);
      expect(table6.bytes / table6.size).toBeLessThanOrEqual(40);
    }
  });
});
