import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address, parseAddress } from "./address.ts";
import { addressHash } from "./address-hash.ts";
import type { AddressTable } from "./address-table.ts";
import { BlockList } from "./block-list.ts";
import { Cidr, parseCidr } from "./cidr.ts";
import { HashedTable4, HashedTable6 } from "./hashed-table.ts";
import { FEWEST_HASHED, tableOf } from "./table-of.ts";

type Words = readonly [number, number, number, number];

function listOf(blocks: readonly Cidr[]): BlockList {
  const list = new BlockList(blocks[0]?.family === 4 ? 1 : 4);
  for (const block of blocks) list.push(block);
  return list;
}

/** As many as a test has time for. */
const SOME = 2000;
/** As many as make what is there whatever their number count for little. */
const LOTS = 5000;

function tableFrom(blocks: readonly Cidr[]): AddressTable {
  return tableOf(listOf(blocks), 1);
}

/** What `AddressSet.match` tells. */
function match(table: AddressTable, address: Address | string): string | undefined {
  const found = table.find(typeof address === "string" ? (parseAddress(address) as Address) : address);
  return found < 0 ? undefined : new Cidr(table.networkAt(found), table.prefixAt(found)).text;
}

function isHashed(table: AddressTable): boolean {
  return table instanceof HashedTable4 || table instanceof HashedTable6;
}

/** Blocks whose addresses differ in what their index chooses. */
function many(prefix: number, address: (i: number) => Words, count = SOME): Cidr[] {
  return Array.from({ length: count }, (_, i) => new Cidr(new Address(...address(i)), prefix));
}

const four = (i: number): Words => [0, 0, 0xffff, i];
const HOSTS = many(32, (i) => four(0x0a000000 + i));

/** Every block is found under a number of its own, from 0 on; `strangers` are in none. */
function expectHeld(table: AddressTable, blocks: readonly Cidr[], strangers: readonly Address[]): void {
  expect(table.size).toBe(blocks.length);
  const numbers = new Uint8Array(blocks.length);
  for (const { network, prefix, text } of blocks) {
    const number = table.find(network);
    if (!table.networkAt(number).equals(network) || table.prefixAt(number) !== prefix) throw new Error(text);
    numbers[number] = 1;
  }
  expect(numbers.every((seen) => seen === 1)).toBe(true);
  for (const stranger of strangers) if (table.find(stranger) !== -1) throw new Error(`${stranger}`);
}

describe("a hashed table", () => {
  /** Lists as they are written: by network, by host, by interface; some leave a single word of four that differs. */
  const lists: [string, Cidr[]][] = [
    ["IPv4 hosts in a row", HOSTS],
    ["IPv4 networks in a row", many(24, (i) => four(0x0a000000 + i * 256))],
    ["IPv4 networks far apart", many(20, (i) => four(i << 18))],
    ["IPv6 networks in a row", many(48, (i) => [0x20010db8, i << 16, 0, 0])],
    ["IPv6 registrations in a row", many(32, (i) => [0x20000000 + i, 0, 0, 0])],
    ["IPv6 subnets in a row", many(64, (i) => [0x20010db8, i, 0, 0])],
    ["IPv6 hosts in a row", many(128, (i) => [0x20010db8, 0, 0, i])],
    ["IPv6 hosts with the same last word", many(128, (i) => [0x20010db8, i, 0, 1])],
    ["IPv6 hosts with the same words but the third", many(128, (i) => [0x20010db8, 0, i, 1])],
    ["IPv6 interfaces of one vendor", many(128, (i) => [0x20010db8, i >>> 8, 0x021122ff, 0xfe000000 | i])],
  ];

  it.each(lists)("holds %s, and nobody beside them", (_name, blocks) => {
    const table = tableFrom(blocks);
    expect(isHashed(table)).toBe(true);
    const held = new Set(blocks.map(({ text }) => text));
    const beside = blocks
      .slice(-300)
      .flatMap(({ network: { w0, w1, w2, w3, family }, prefix }) =>
        [
          new Address(w0, w1, w2, w3 ^ 0x40000000),
          new Address(w0, w1, w2 ^ 0x40000000, w3),
          new Address(w0 ^ 0x10000, w1 + 0x10000, w2, w3),
        ].filter((address) => address.family === family && !held.has(new Cidr(address, prefix).text)),
      );
    expect(beside.length).toBeGreaterThan(200);
    expectHeld(table, blocks, beside);
  });

  it("tells apart what is alike in the first 32, 64 and 96 bits", () => {
    const table = tableFrom(many(128, (i) => [i & 1, i & 2, i & 4, i]));
    expect(match(table, "0:1:0:2:0:4:0:7")).toBe("0:1:0:2:0:4:0:7/128");
    for (const other of ["0:0:0:2:0:4:0:7", "0:1:0:0:0:4:0:7", "0:1:0:2::7", "0:1:0:2:0:4:1:7"]) {
      expect(match(table, other), other).toBeUndefined();
    }
  });

  it("agrees with looking for each length by itself, nested and listed twice or not", () => {
    const cases = fc.record({
      isFour: fc.boolean(),
      seed: fc.integer(),
      base: fc.integer({ min: 17, max: 32 }),
      /** How much longer than `base` blocks are, and how many of 100 are shorter. */
      longer: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 4 }),
      shorter: fc.nat(12),
      isTwice: fc.boolean(),
    });
    let hashed = 0;
    fc.assert(
      fc.property(cases, ({ isFour, seed, base, longer, shorter, isTwice }) => {
        let n = 0;
        const word = () => addressHash(seed, ++n, 0, n);
        const length = isFour ? Math.min(base, 26) : base + (seed & 63);
        const longest = isFour ? 32 : 128;
        const any = () =>
          isFour ? new Address(0, 0, 0xffff, word()) : new Address(word() >>> 3, word(), word(), word());
        let last = any();
        const blocks = Array.from({ length: SOME }, (_, i) => {
          const more = longer[i % longer.length] ?? 0;
          // Some around others.
          last = i % 3 === 1 ? last : any();
          return new Cidr(last, i % 100 < shorter ? length - 1 - (i % 9) : Math.min(length + more, longest));
        });
        const table = tableFrom(isTwice ? [...blocks, ...blocks.slice(0, 900)] : blocks);
        if (isHashed(table)) hashed++;
        const texts = new Set(blocks.map(({ text }) => text));
        const lengths = [...new Set(blocks.map(({ prefix }) => prefix))].sort((a, b) => b - a);
        expect(table.size).toBe(texts.size);
        const probes = Array.from({ length: 100 }, (_, i) => blocks[i * 19]?.network as Address);
        // Those that are in a block, anywhere in it, and others.
        const within = probes.map(({ w0, w1, w2, w3 }, i) =>
          isFour ? new Address(0, 0, 0xffff, w3 | (i & 63)) : new Address(w0, w1, w2 | (i << 20), w3 | i),
        );
        for (const address of [...probes, ...within, ...Array.from({ length: 100 }, any)]) {
          const expected = lengths.map((prefix) => new Cidr(address, prefix).text).find((text) => texts.has(text));
          expect(match(table, address)).toBe(expected);
        }
        expect(table.equals(tableFrom(blocks.toReversed()))).toBe(true);
        expect(table.equals(tableFrom(blocks.filter(({ text }) => text !== blocks[0]?.text)))).toBe(false);
      }),
      { numRuns: 60 },
    );
    expect(hashed).toBeGreaterThan(20);
  });

  it("numbers shorter blocks first, and finds them behind longer ones", () => {
    const around = new Cidr(new Address(...four(0x08000000)), 6);
    const table = tableFrom([...HOSTS, around]);
    expect(isHashed(table)).toBe(true);
    expect(match(table, "10.0.7.207")).toBe("10.0.7.207/32");
    expect(match(table, "10.0.7.208")).toBe("8.0.0.0/6");
    expect(match(table, "12.0.0.0")).toBeUndefined();
    expect(table.find(around.network)).toBe(0);
    expectHeld(table, [...HOSTS, around], []);
  });

  it("finds the most specific where the shorter ones are many, too, and shorter ones yet around them", () => {
    const hosts = many(32, (i) => four((i << 16) | 0x0101), 2 ** 14);
    const around = many(24, (i) => four((i << 16) | 0x0100), 2 ** 11 - 100);
    const widest = many(16, (i) => four(i << 16), 2 ** 8 - 100);
    const blocks = [...widest, ...hosts, ...around];
    const table = tableOf(listOf(blocks), hosts.length);
    expect(isHashed(table)).toBe(true);
    const strangers = hosts.slice(widest.length).map(({ network }) => new Address(0, 0, 0xffff, network.w3 ^ 0x8000));
    expectHeld(table, blocks, strangers);
    for (const [text, found] of [
      ["0.9.1.1", "0.9.1.1/32"],
      ["0.9.1.2", "0.9.1.0/24"],
      ["0.9.2.1", "0.9.0.0/16"],
      ["7.9.1.1", "7.9.1.1/32"],
      ["1.9.1.2", "1.9.1.0/24"],
    ] as const) {
      expect(match(table, text)).toBe(found);
    }
    expect(table.find(widest[0]?.network as Address)).toBeLessThan(widest.length);
  });

  it("takes a block of zeros for no free place, and a free place for no block", () => {
    for (const [blocks, zero, text] of [
      [many(24, (i) => four((i + 1) << 8)), "0.0.0.7", "0.0.0.0/24"],
      [many(64, (i) => [i + 1, 0, 0, 0]), "::7", "::/64"],
      [many(128, (i) => [i + 1, 0, 0, 0]), "::", "::/128"],
    ] as const) {
      expect(match(tableFrom(blocks), zero)).toBeUndefined();
      expect(match(tableFrom([...blocks, parseCidr(text) as Cidr]), zero)).toBe(text);
    }
  });

  it("equals one of the same blocks alone", () => {
    const blocks = [...HOSTS, ...many(8, (i) => four(i << 24), 100)];
    const table = tableFrom;
    expect(table(blocks).equals(table([...blocks, ...blocks.slice(7)].reverse()))).toBe(true);
    const last = HOSTS.at(-1) as Cidr;
    const others = (block: Cidr) => blocks.map((each) => (each === last ? block : each));
    for (const other of [new Cidr(new Address(...four(0x0b000000)), 32), new Cidr(last.network, 31)]) {
      expect(table(blocks).equals(table(others(other)))).toBe(false);
    }
    expect(table(blocks).equals(table(blocks.slice(0, -1)))).toBe(false);
    expect(table(blocks).equals(table(blocks.slice(0, 1000)))).toBe(false);
    expect(table(blocks.slice(0, 1000)).equals(table(blocks))).toBe(false);
  });

  it("is not made of a few blocks, however often they are listed", () => {
    const enough = many(32, four, FEWEST_HASHED);
    expect(isHashed(tableOf(listOf(enough)))).toBe(true);
    const few = listOf(enough.slice(1));
    expect(isHashed(tableOf(few))).toBe(false);
    expect(tableOf(listOf([...enough.slice(1), ...enough.slice(1)])).equals(tableOf(few))).toBe(true);
  });

  it("is not made of blocks that are close to each other as far as the shorter ones go", () => {
    // In each /36 a number of /48, of which a list without the shorter ones is hashed.
    const networks = (each: number) =>
      Array.from({ length: SOME }, (_, i) => {
        const group = Math.floor(i / each);
        const address = new Address(0x20010000 + (group >> 4), (group << 28) | ((i % each) << 16), 0, 0);
        return new Cidr(address, i % each === 0 ? 36 : 48);
      });
    expect(isHashed(tableFrom(networks(3)))).toBe(true);
    expect(isHashed(tableFrom(networks(6)))).toBe(false);
    expect(isHashed(tableFrom(networks(12)))).toBe(true);
    for (const each of [3, 6, 12]) {
      const table = tableFrom(networks(each));
      expect(match(table, "2001:0:1::7"), `${each}`).toBe("2001:0:1::/48");
      expect(match(table, "2001:0:fff::7"), `${each}`).toBe("2001::/36");
    }
  });

  describe("of blocks that somebody chose for it", () => {
    /** IPv4 addresses by the slots that they belong in, of so many blocks: 2^32 hashes are spread over four times as many slots. */
    function choose(slotsWanted: (slot: number) => boolean, count: number, blocks: number): Cidr[] {
      const chosen: Cidr[] = [];
      for (let i = 0x20000000; chosen.length < count; i++) {
        if (slotsWanted(Math.floor(addressHash(0, 0, 0, i) * ((4 * blocks) / 2 ** 32))))
          chosen.push(new Cidr(new Address(...four(i)), 32));
      }
      return chosen;
    }

    it.each([
      ["belong in one slot", 300, () => (slot: number) => slot === 100],
      ["stand one behind the other, each in its own slot", 300, () => oneEach(1000, 1300)],
    ])("%s: it is not made, and the set finds each", (_name, count, wanted) => {
      const blocks = [...HOSTS.slice(count), ...choose(wanted(), count, SOME)];
      expect(blocks).toHaveLength(SOME);
      const table = tableFrom(blocks);
      expect(isHashed(table)).toBe(false);
      expectHeld(table, blocks, [new Address(...four(0x01020304))]);
      // Whether some are listed twice, too, changes nothing.
      expect(tableFrom([...blocks, ...blocks]).equals(table)).toBe(true);
    });

    it("holds as many in the last slot, and behind it, as one may", () => {
      const MANY = 33_031;
      const isLast = (slot: number) => slot === 4 * MANY - 1;
      const [stranger, ...last] = choose(isLast, 257, MANY);
      const others = choose((slot) => slot < 4 * MANY - 100, MANY - last.length, MANY);
      const blocks = [...others, ...last];
      const table = tableFrom(blocks);
      expect(isHashed(table)).toBe(true);
      expectHeld(table, blocks, stranger ? [stranger.network] : []);
    });

    it("compares none with more than a slot may hold, however many belong in one", () => {
      const blocks = listOf(choose((slot) => slot < 4, SOME, SOME));
      let comparisons = 0;
      const { compare } = blocks;
      blocks.compare = (one, other) => {
        comparisons++;
        return compare.call(blocks, one, other);
      };
      expect(isHashed(tableOf(blocks, 1))).toBe(false);
      expect(comparisons).toBeGreaterThan(0);
      expect(comparisons).toBeLessThan(SOME * 8);
    });
  });

  it("tells the memory of its arrays, at most 16 bytes for an IPv4 block and 40 for an IPv6 one", () => {
    const bytes = (blocks: readonly Cidr[]) => {
      const table = tableFrom(blocks);
      expect(isHashed(table)).toBe(true);
      return table.bytes / table.size;
    };
    const mixed = (blocks: readonly Cidr[]) =>
      blocks.map(({ network, prefix }, i) => new Cidr(network, prefix - (i & 1)));
    // 4 bytes for each, 8 or 16; four slots of a bit and its share of a count; a byte for the length where there are several.
    for (const [blocks, least, most] of [
      [many(32, four, LOTS), 5, 5.1],
      [many(64, (i) => [0x20010db8, i, 0, 0], LOTS), 9, 9.1],
      [many(128, (i) => [0x20010db8, 0, 0, i], LOTS), 17, 17.1],
      [mixed(many(128, (i) => [0x20010db8, 0, 0, i << 3], LOTS)), 18, 18.1],
    ] as const) {
      expect(bytes(blocks)).toBeGreaterThanOrEqual(least);
      expect(bytes(blocks)).toBeLessThanOrEqual(most);
    }
    const around = new Cidr(new Address(...four(0x0a000000)), 8);
    expect(tableFrom([...HOSTS, around]).bytes - tableFrom(HOSTS).bytes).toBeGreaterThanOrEqual(8);
  });
});

/** Once for each number from one on and before another. */
function oneEach(from: number, to: number): (slot: number) => boolean {
  const wanted = new Set(Array.from({ length: to - from }, (_, i) => from + i));
  return (slot) => wanted.delete(slot);
}
