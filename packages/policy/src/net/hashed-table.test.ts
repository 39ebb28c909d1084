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

/** Says of two blocks whether they are one, without printing them. */
function keyOf({ network: { w0, w1, w2, w3 }, prefix }: Pick<Cidr, "network" | "prefix">): string {
  return [w0, w1, w2, w3, prefix].join();
}

/** The last address of a block. */
function lastOf({ w0, w1, w2, w3 }: Address, family: 4 | 6, prefix: number): Address {
  const kept = new Address(-1, -1, -1, -1).masked(family === 4 ? prefix + 96 : prefix);
  return new Address(w0 | ~kept.w0, w1 | ~kept.w1, w2 | ~kept.w2, w3 | ~kept.w3);
}

const four = (i: number): Words => [0, 0, 0xffff, i];

/** IPv4 hosts that somebody chose for their hashes. */
function collide(count: number, isWanted: (hash: number) => boolean): Cidr[] {
  const chosen: Cidr[] = [];
  for (let i = 1; chosen.length < count; i++) {
    if (isWanted(addressHash(0, 0, 0, i))) chosen.push(new Cidr(new Address(...four(i)), 32));
  }
  return chosen;
}

describe("a hashed table", () => {
  /** Lists as they are written: by network, by host, by interface; some leave a single word of four that differs. */
  const LISTS: [string, 4 | 6, number, (i: number) => Words][] = [
    ["IPv4 hosts in a row", 4, 32, (i) => four(0x0a000000 + i)],
    ["IPv4 networks in a row", 4, 24, (i) => four(0x0a000000 + i * 256)],
    ["IPv4 networks far apart", 4, 16, (i) => four(i << 20)],
    ["IPv6 networks in a row", 6, 48, (i) => [0x20010db8, i << 16, 0, 0]],
    ["IPv6 registrations in a row", 6, 32, (i) => [0x20000000 + i, 0, 0, 0]],
    ["IPv6 subnets in a row", 6, 64, (i) => [0x20010db8, i, 0, 0]],
    ["halves of IPv6 subnets in a row", 6, 65, (i) => [0x20010db8, i >>> 1, i << 31, 0]],
    ["IPv6 hosts in a row", 6, 128, (i) => [0x20010db8, 0, 0, i]],
    ["IPv6 hosts with the same last word", 6, 128, (i) => [0x20010db8, i, 0, 1]],
    ["IPv6 hosts whose third word differs", 6, 128, (i) => [0x20010db8, 0, i, 1]],
    ["IPv6 interfaces of one vendor", 6, 128, (i) => [0x20010db8, i >>> 8, 0x021122ff, 0xfe000000 | i]],
  ];

  for (const [name, family, prefix, address] of LISTS) {
    it(`holds ${name}, each under its own index, and nothing beside them`, () => {
      const blocks = many(1500, prefix, address);
      const table = tableOf(family, blocks);
      if (table === undefined) throw new Error("the hash does not spread them");
      expect(table.size).toBe(blocks.length);
      const indices = new Set<number>();
      for (const { network } of blocks) {
        const index = table.find(network);
        indices.add(index);
        if (!table.networkAt(index).equals(network) || table.prefixAt(index) !== prefix) throw new Error(`${network}`);
        if (table.find(lastOf(network, family, prefix)) !== index) throw new Error(`the end of ${network}`);
      }
      expect(indices.size).toBe(blocks.length);
      expect([Math.min(...indices), Math.max(...indices)]).toEqual([0, blocks.length - 1]);
      const held = new Set(blocks.map(keyOf));
      for (const { w0, w1, w2, w3 } of blocks.map(({ network }) => network)) {
        for (const beside of [
          new Address(w0, w1, w2, w3 + 256),
          new Address(w0, w1, w2 + 4096, w3),
          new Address(w0, w1 + 0x10000, w2, w3),
          new Address(w0 + 4096, w1, w2, w3),
        ]) {
          if (beside.family !== family || held.has(keyOf(new Cidr(beside, prefix)))) continue;
          if (table.find(beside) !== -1) throw new Error(`${beside}`);
        }
      }
    });
  }

  it("is made of fifty thousand of each, too: the hash spreads them", () => {
    for (const [name, family, prefix, address] of LISTS) {
      const count = name === "IPv4 networks far apart" ? 4096 : 50_000;
      expect(tableOf(family, many(count, prefix, address))?.size, name).toBe(count);
    }
  });

  /** A list of hosts or subnets that is hashed, and with it blocks of up to three more lengths, some listed twice. */
  const mixed = fc
    .record({
      family: fc.constantFrom(4 as const, 6 as const),
      seed: word,
      /** Of IPv6 blocks those of 64 bits and less are held otherwise. */
      isShort: fc.boolean(),
      lengths: fc.uniqueArray(fc.nat(128), { maxLength: 3 }),
      /** Blocks within each other share what is before them. */
      spread: fc.constantFrom(0, 0x3ff, -1),
    })
    .map(({ family, seed, isShort, lengths, spread }) => {
      const next = words(seed);
      const any = () =>
        family === 4
          ? new Address(0, 0, 0xffff, next() & (spread | 0xfff))
          : new Address(0x20010db8, next() & (spread | 0xfff), isShort ? 0 : next() & (spread | 0xff), next());
      const longest = family === 4 ? 32 : isShort ? 64 : 128;
      const prefixes = [...new Set([longest, ...lengths.map((length) => length % (longest + 1))])];
      const distinct = many(1000, longest, (i) =>
        family === 4 ? four(i) : isShort ? [0x20010db8, i, 0, 0] : [0x20010db8, 0, 0, i],
      );
      const others = Array.from({ length: 200 }, (_, i) => new Cidr(any(), prefixes[i % prefixes.length] ?? longest));
      return { family, any, prefixes, blocks: [...others, ...distinct, ...others.slice(0, 100)] };
    });

  it("agrees with looking for each length by itself, nested and listed twice or not", () => {
    fc.assert(
      fc.property(mixed, ({ family, any, prefixes, blocks }) => {
        const table = tableOf(family, blocks);
        if (table === undefined) throw new Error("not hashed");
        const keys = new Set(blocks.map(keyOf));
        expect(table.size).toBe(keys.size);
        const longestFirst = prefixes.toSorted((a, b) => b - a);
        for (const address of [
          ...blocks.slice(0, 100).map(({ network }) => network),
          ...Array.from({ length: 100 }, any),
        ]) {
          const expected = longestFirst.map((prefix) => keyOf(new Cidr(address, prefix))).find((key) => keys.has(key));
          const found = table.find(address);
          expect(
            found < 0 ? undefined : keyOf({ network: table.networkAt(found), prefix: table.prefixAt(found) }),
          ).toBe(expected);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("holds each block once under the indices from 0, whatever their order and however often they are listed", () => {
    fc.assert(
      fc.property(mixed, ({ family, blocks }) => {
        const tables = [blocks, blocks.toReversed()].map((list) => tableOf(family, list));
        const keysOf = (table: HashedTable4 | HashedTable6 | undefined) =>
          Array.from({ length: table?.size ?? 0 }, (_, index) =>
            keyOf({ network: table?.networkAt(index) as Address, prefix: table?.prefixAt(index) as number }),
          );
        const [one, other] = tables.map(keysOf);
        expect(one).toEqual(other);
        expect(one?.toSorted()).toEqual([...new Set(blocks.map(keyOf))].toSorted());
      }),
      { numRuns: 6 },
    );
  });

  it("equals one of the same blocks, in whatever order they were given", () => {
    for (const family of [4, 6] as const) {
      const address = family === 4 ? four : (i: number): Words => [0x20010db8 + i, 3 * i, 5 * i, i];
      const width = family === 4 ? 32 : 128;
      const hosts = many(1001, width, address);
      const net = new Cidr(new Address(...address(0)), width - 12);
      const wider = new Cidr(new Address(...address(0)), width - 13);
      const set = AddressSet.from([net, ...hosts]);
      expect(set.equals(AddressSet.from([...hosts, net, ...hosts.slice(7)].reverse()))).toBe(true);
      const beside = many(1, width, () => address(2000));
      for (const other of [
        hosts,
        [wider, ...hosts],
        [net, wider, ...hosts],
        [net, wider, ...hosts.slice(1)],
        [net, ...hosts.slice(1)],
        [net, ...hosts.slice(1), ...beside],
        // So few that they are sorted.
        [net, ...hosts.slice(0, 900)],
        [],
      ]) {
        expect(set.equals(AddressSet.from(other))).toBe(false);
        expect(AddressSet.from(other).equals(set)).toBe(false);
      }
    }
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

  it("finds those that stand behind the last slot that a hash can choose", () => {
    // For the last 16 of the 2,000 slots.
    const chosen = collide(60, (hash) => hash >= 2 ** 32 - 2 ** 25);
    const blocks = [...chosen, ...many(940, 32, (i) => four(0x0a000000 + i))];
    const table = tableOf(4, blocks);
    expect(table?.size).toBe(1000);
    expect(new Set(blocks.map(({ network }) => table?.find(network))).size).toBe(1000);
    expect(chosen.map(({ network }) => table?.networkAt(table.find(network)))).toEqual(
      chosen.map(({ network }) => network),
    );
  });

  it("is not made of blocks that somebody chose to have one hash, and the set finds them nevertheless", () => {
    // Of the 2,000 slots for 1,000 blocks each takes 2^32 / 2,000 hashes.
    const chosen = collide(80, (hash) => hash < 2 ** 21);
    const others = many(920, 32, (i) => four(0x0a000000 + i));
    expect(tableOf(4, others.concat(many(80, 32, (i) => four(0x0b000000 + i))))).toBeDefined();
    expect(tableOf(4, [...others, ...chosen])).toBeUndefined();
    const set = AddressSet.from([...others, ...chosen]);
    expect(set.size).toBe(1000);
    for (const { network, text } of [...others, ...chosen]) expect(set.match(network)).toBe(text);
    // In 16 slots next to each other instead of in one.
    const row = collide(80, (hash) => hash < 2 ** 25);
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
      // Two slots for each, of 4 or 16 bytes, two bits and what counts them.
      expect(table4.bytes / table4.size).toBeGreaterThanOrEqual(8.5);
      expect(table6.bytes / table6.size).toBeGreaterThanOrEqual(32.5);
    }
    // The last 64 bits are not held where all are 0.
    const subnets = tableOf(6, [
      ...many(1000, 64, (i) => [0x20010db8, i, 0, 0]),
      new Cidr(new Address(0, 1, 0, 0), 48),
    ]);
    expect((subnets?.bytes ?? 0) / 1001).toBeLessThanOrEqual(20);
  });
});
