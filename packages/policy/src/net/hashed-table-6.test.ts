import { describe, expect, it } from "vitest";
import { Address } from "./address.ts";
import { addressHash } from "./address-hash.ts";
import type { AddressTable } from "./address-table.ts";
import { BlockList } from "./block-list.ts";
import { Cidr } from "./cidr.ts";
import { HashedTable4, HashedTable6 } from "./hashed-table.ts";
import { tableOf } from "./table-of.ts";

const SOME = 2000;

/** A table of IPv6 blocks, which has to be hashed. */
function hashed(blocks: readonly Cidr[]): AddressTable {
  const list = new BlockList(4);
  for (const block of blocks) list.push(block);
  const table = tableOf(list, 1);
  expect(table).toBeInstanceOf(HashedTable6);
  return table;
}

function match(table: AddressTable, address: Address): string | undefined {
  const found = table.find(address);
  return found < 0 ? undefined : new Cidr(table.networkAt(found), table.prefixAt(found)).text;
}

/** `address` with the bit changed that so many stand before. */
function flipped({ w0, w1, w2, w3 }: Address, bit: number): Address {
  const words = [w0, w1, w2, w3];
  words[bit >>> 5] = (words[bit >>> 5] ?? 0) ^ (1 << (31 - (bit & 31)));
  const [a = 0, b = 0, c = 0, d = 0] = words;
  return new Address(a, b, c, d);
}

/** Of every length from 33 on, no two with the same first 32 bits. */
const EVERY_LENGTH = Array.from({ length: SOME }, (_, i) => {
  const address = new Address(
    0x20000000 + i,
    addressHash(i, 1, 0, 0),
    addressHash(i, 2, 0, 0),
    addressHash(i, 3, 0, 0),
  );
  return new Cidr(address, 33 + (i % 96));
});

describe("a hashed table of IPv6 blocks of many lengths", () => {
  it.each([
    ["with all of an address", EVERY_LENGTH],
    ["with the first half of it", EVERY_LENGTH.map(({ network, prefix }) => new Cidr(network, Math.min(prefix, 64)))],
  ])("has all of a block and nothing beside it: %s", (_name, blocks) => {
    const shortest = new Cidr(new Address(0x20000000, 0, 0, 0), 33);
    const table = hashed([...blocks, new Cidr(new Address(0x2fff0000, 0, 0, 0), 33)]);
    // One of seven, which are of every length all the same.
    for (const { network, prefix, text } of blocks.filter((_, i) => i % 7 === 0)) {
      expect(match(table, network)).toBe(text);
      for (let bit = prefix; bit < 128; bit += 7) expect(match(table, flipped(network, bit)), `${bit}`).toBe(text);
      if (prefix < 128) expect(match(table, flipped(network, 127))).toBe(text);
      for (let bit = shortest.prefix; bit < prefix; bit += 5) {
        expect(match(table, flipped(network, bit)), `${text}, ${bit}`).toBeUndefined();
      }
      expect(match(table, flipped(network, prefix - 1)), text).toBeUndefined();
    }
  });

  it("finds the most specific of those that are around each other, in whatever order they are listed", () => {
    const networks = Array.from({ length: SOME / 3 }, (_, i) => new Address(0x20010000 + i, i << 17, i << 11, i << 3));
    const lengths = [40, 56, 88];
    const blocks = networks.flatMap((network, i) =>
      lengths.map((_, j) => new Cidr(network, lengths[(i + j) % 3] ?? 0)),
    );
    for (const listed of [blocks, blocks.toReversed()]) {
      const table = hashed(listed);
      for (const network of networks) {
        expect(match(table, flipped(network, 127))).toBe(new Cidr(network, 88).text);
        expect(match(table, flipped(network, 87))).toBe(new Cidr(network, 56).text);
        expect(match(table, flipped(network, 55))).toBe(new Cidr(network, 40).text);
        expect(match(table, flipped(network, 39))).toBeUndefined();
      }
    }
  });

  it("has a block once that is listed twice, and the shorter ones before all others", () => {
    const shorter = Array.from({ length: 50 }, (_, i) => new Cidr(new Address(0x30000000 + (i << 8), 0, 0, 0), 24));
    const all = [...shorter, ...EVERY_LENGTH];
    const table = hashed([...all, ...all.slice(0, 200)]);
    expect(table.size).toBe(all.length);
    for (const { network, text } of all) expect(match(table, network)).toBe(text);
    const longest = all.filter(({ prefix }) => prefix === 128).map(({ network }) => table.find(network));
    for (const { network } of shorter) expect(table.find(network)).toBeLessThan(Math.min(...longest));
    expect(table.equals(hashed(all))).toBe(true);
  });

  it("finds what stands in the first slot and in the last one, whatever else belongs there", () => {
    // The shortest has 31 bits: of each of these the first 31 differ.
    const others = EVERY_LENGTH.map(
      ({ network: { w0, w1, w2, w3 }, prefix }, i) =>
        new Cidr(new Address(0x20000000 + 2 * (w0 - 0x20000000), w1, w2, w3), i === 0 ? 31 : prefix),
    );
    for (const [wanted, isTwice] of [
      ["first", false],
      ["first", true],
      ["last", false],
    ] as const) {
      const slots = 4 * (others.length + 2 + (isTwice ? 1 : 0));
      const slot = wanted === "first" ? 0 : slots - 1;
      const chosen: Cidr[] = [];
      for (let w0 = 0x31000000; chosen.length < 2; w0 += 2) {
        if (Math.floor(addressHash(w0, 0, 0, 0) * (slots / 2 ** 32)) === slot)
          chosen.push(new Cidr(new Address(w0, 0, 0, 0), 40));
      }
      const blocks = [...others, ...chosen];
      const table = hashed(isTwice ? [...blocks, blocks[7] as Cidr] : blocks);
      expect(table.size).toBe(blocks.length);
      for (const { network, text } of chosen) expect(match(table, flipped(network, 127)), wanted).toBe(text);
    }
  });

  it("knows the one that is longer than all others, wherever it is listed", () => {
    const others = Array.from({ length: SOME }, (_, i) => new Cidr(new Address(0x20010000 + i, 0, 0, 0), 40));
    const longer = new Cidr(new Address(0x30000000, 0, 0, 0), 64);
    for (const listed of [
      [longer, ...others],
      [...others, longer],
    ]) {
      const table = hashed(listed);
      expect(match(table, flipped(longer.network, 64))).toBe(longer.text);
      expect(match(table, flipped(longer.network, 63))).toBeUndefined();
    }
  });

  it("tells apart what differs right behind the first half", () => {
    const blocks = Array.from({ length: SOME }, (_, i) => new Cidr(new Address(0x20010000, i >> 1, i << 31, 0), 65));
    const table = hashed(blocks);
    for (const { network, text } of blocks) expect(match(table, flipped(network, 65))).toBe(text);
    expect(table.size).toBe(SOME);
  });
});

describe("many IPv4 blocks", () => {
  const four = (network: number, prefix: number) => new Cidr(new Address(0, 0, 0xffff, network), prefix);
  const networks = Array.from({ length: SOME }, (_, i) => four(0x0a000000 + (i << 8), 24));
  const inside = (block: Cidr, last: number) => new Address(0, 0, 0xffff, block.network.w3 | last);
  const tableFrom = (blocks: readonly Cidr[]) => {
    const list = new BlockList(1);
    for (const block of blocks) list.push(block);
    return tableOf(list, 1);
  };

  it("have all of their addresses", () => {
    const table = tableFrom(networks);
    expect(table).toBeInstanceOf(HashedTable4);
    for (const block of networks) {
      for (const last of [0, 1, 127, 128, 255]) expect(match(table, inside(block, last))).toBe(block.text);
    }
  });

  it.each([
    ["half of them", networks.map(({ network }) => four(network.w3 | 5, 32))],
    ["one of them", networks.slice(0, 1).map(({ network }) => four(network.w3 | 5, 32))],
  ])("of two lengths are found, the longer before the shorter, if the longer are %s", (_name, longer) => {
    for (const listed of [
      [...networks, ...longer],
      [...longer, ...networks],
    ]) {
      const table = tableFrom(listed);
      for (const host of longer) expect(match(table, host.network)).toBe(host.text);
      for (const block of networks) expect(match(table, inside(block, 200))).toBe(block.text);
      expect(table.size).toBe(listed.length);
    }
  });
});

describe("a table equals another", () => {
  const hosts = (prefix: number) =>
    Array.from({ length: SOME }, (_, i) => new Cidr(new Address(0x20010db8, i, 0, 0), prefix));

  it("only if the lengths of its blocks are the same", () => {
    expect(hashed(hosts(64)).equals(hashed(hosts(64).toReversed()))).toBe(true);
    expect(hashed(hosts(64)).equals(hashed(hosts(63).map(({ network }, i) => new Cidr(network, 64 + (i & 1)))))).toBe(
      false,
    );
    // The same first addresses in the same slots.
    const [at63, at64] = [63, 64].map((prefix) => {
      return hashed(hosts(64).map(({ network: { w0, w1 } }) => new Cidr(new Address(w0, 2 * w1, 0, 0), prefix)));
    });
    expect(at63?.equals(at64 as AddressTable)).toBe(false);
  });

  it("only if both are searched alike: which of the two ways it is follows from the blocks", () => {
    for (const family of [4, 6]) {
      const list = new BlockList(family === 4 ? 1 : 4);
      for (let i = 0; i < SOME; i++)
        list.push(
          new Cidr(family === 4 ? new Address(0, 0, 0xffff, i) : new Address(i, 0, 0, 0), family === 4 ? 32 : 128),
        );
      const [one, other] = [tableOf(list, 1), tableOf(list, SOME + 1)];
      expect([one.equals(other), other.equals(one)]).toEqual([false, false]);
      expect([one.equals(one), other.equals(other)]).toEqual([true, true]);
    }
  });
});
