import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address, parseAddress } from "./address.ts";
import { AddressSet } from "./address-set.ts";
import { Cidr, parseCidr } from "./cidr.ts";
import { anyAddress, anyCidr } from "./testing/arbitraries.ts";

/** The obvious way, to compare with. */
function scan(cidrs: readonly Cidr[], address: Address): string | undefined {
  return cidrs.filter((cidr) => cidr.contains(address)).sort((a, b) => b.prefix - a.prefix)[0]?.text;
}

describe("AddressSet", () => {
  it("finds the most specific block", () => {
    const set = AddressSet.from([
      "10.0.0.0/8",
      "10.1.0.0/16",
      "10.1.2.3",
      "0.0.0.0/0",
      "2001:db8::/32",
      "2001:db8::1/128",
    ]);
    expect(set.size).toBe(6);
    expect(set.match("10.1.2.3")).toBe("10.1.2.3/32");
    expect(set.match("10.1.2.4")).toBe("10.1.0.0/16");
    expect(set.match("10.2.0.0")).toBe("10.0.0.0/8");
    expect(set.match("11.0.0.0")).toBe("0.0.0.0/0");
    expect(set.match("::ffff:10.2.0.0")).toBe("10.0.0.0/8");
    expect(set.match("2001:db8::1")).toBe("2001:db8::1/128");
    expect(set.match("2001:db8::2")).toBe("2001:db8::/32");
    expect(set.match("2001:db9::")).toBeUndefined();
  });

  it("equals one of the same blocks, in whatever order they were given", () => {
    const blocks = ["10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32", "fd00::1"];
    const set = AddressSet.from(blocks);
    expect(set.equals(set)).toBe(true);
    expect(set.equals(AddressSet.from([...blocks, "10.0.0.0/8"].reverse()))).toBe(true);
    for (const other of [
      blocks.slice(1),
      blocks.slice(0, -1),
      [...blocks, "10.2.0.0/16"],
      blocks.with(1, "10.1.0.0/17"),
      blocks.with(1, "10.2.0.0/16"),
      blocks.with(2, "2001:db9::/32"),
      blocks.with(3, "fd00::1/127"),
    ]) {
      expect(set.equals(AddressSet.from(other)), other.join()).toBe(false);
      expect(AddressSet.from(other).equals(set), other.join()).toBe(false);
    }
  });

  it("equals a union of the same sets alone, in which every block has the same number", () => {
    const [one, other] = [["10.0.0.0/8"], ["::/0"]].map((blocks) => () => AddressSet.from(blocks));
    if (!one || !other) throw new Error("two sets");
    const union = AddressSet.union([one(), other()]);
    expect(union.equals(AddressSet.union([one(), other()]))).toBe(true);
    expect(union.equals(AddressSet.union([other(), one()]))).toBe(false);
    expect(union.equals(AddressSet.union([one(), one()]))).toBe(false);
    expect(union.equals(AddressSet.union([other(), other()]))).toBe(false);
    expect(union.equals(one())).toBe(false);
    expect(one().equals(union)).toBe(false);
  });

  it("matches nothing when empty, and no text that is no address", () => {
    expect(AddressSet.from([]).match("10.0.0.1")).toBeUndefined();
    expect(AddressSet.from([]).match("::1")).toBeUndefined();
    for (const address of ["10.0.0.1", "::1"]) {
      const none = [AddressSet.from([]), AddressSet.union([]), AddressSet.from(["192.0.2.0/24", "2001:db8::/32"])];
      for (const set of none) expect(set.find(parseAddress(address) as Address)).toBe(-1);
    }
    expect(AddressSet.from(["0.0.0.0/0"]).match("10.1")).toBeUndefined();
  });

  it("loses no block behind one that is listed twice", () => {
    const twice = ["10.0.0.0/8", "10.0.0.0/8", "192.0.2.1", "192.0.2.1", "198.51.100.0/24"];
    expect(AddressSet.from(twice).match("198.51.100.7")).toBe("198.51.100.0/24");
    const six = ["2001:db8::/32", "2001:db8::/32", "fd00::1", "fd00::1", "fe80::/10"];
    expect(AddressSet.from(six).match("fe80::7")).toBe("fe80::/10");
  });

  it("goes up from a block to those around it", () => {
    const set = AddressSet.from(["10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24", "10.3.0.0/16"]);
    expect(set.match("10.1.2.1")).toBe("10.1.0.0/16");
    expect(set.match("10.2.0.1")).toBe("10.0.0.0/8");
    expect(set.match("10.255.0.1")).toBe("10.0.0.0/8");
    expect(set.match("11.0.0.0")).toBeUndefined();
  });

  it("finds each block of many of both families, and nothing beside them", () => {
    const texts = (n: number) => [
      `198.51.100.${n}`,
      `2001:db8::${n.toString(16)}`,
      `2001:db8:${n + 100}::/48`,
      `${n + 1}::`,
    ];
    const blocks = Array.from({ length: 50 }, (_, i) => texts(2 * i));
    const set = AddressSet.from(blocks.flat());
    for (const own of blocks) {
      for (const text of own) expect(set.match(text.replace("::/48", "::7")), text).toBe(network(text));
    }
    for (const beside of Array.from({ length: 50 }, (_, i) => texts(2 * i + 1)).flat()) {
      expect(set.match(beside.replace("::/48", "::7")), beside).toBeUndefined();
    }
  });

  it("keeps the families apart", () => {
    expect(AddressSet.from(["::/0"]).match("::ffff:10.0.0.1")).toBeUndefined();
    expect(AddressSet.from(["0.0.0.0/0"]).match("::10.0.0.1")).toBeUndefined();
  });

  it("tells the innermost of many nested blocks, and each of them", () => {
    for (const [base, family] of [
      ["10.77.3.129", 4],
      ["2001:db8:1:2:8000:4:5:6", 6],
    ] as const) {
      const width = family === 4 ? 32 : 128;
      const base6 = parseCidr(base)?.network as Address;
      const chain = Array.from({ length: width + 1 }, (_, prefix) => new Cidr(base6, prefix));
      const set = AddressSet.from(chain);
      expect(set.size).toBe(width + 1);
      for (let bit = 0; bit < width; bit++) {
        // With one bit changed the address is in those blocks that end before it.
        expect(set.match(flipped(base6, bit + 128 - width)), `bit ${bit}`).toBe(chain[bit]?.text);
      }
      expect(set.match(base)).toBe(chain[width]?.text);
    }
  });

  it("keeps nested and adjacent blocks apart, each with a number of its own", () => {
    const texts = [
      "10.0.0.0/8",
      "10.0.0.0/9",
      "10.128.0.0/9",
      "2001:db8::/33",
      "2001:db8:8000::/33",
      "::/0",
      "0.0.0.0/0",
    ];
    const set = AddressSet.from([...texts, ...texts]);
    expect(set.size).toBe(7);
    expect(Array.from(set, String).toSorted()).toEqual(texts.toSorted());
    for (let index = 0; index < set.size; index++)
      expect(set.find(set.at(index).network)).toBeGreaterThanOrEqual(index);
    for (const index of [7, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => set.at(index)).toThrow(new RangeError(`there is no block ${index}`));
    }
  });

  it("throws for a text that is no CIDR", () => {
    expect(() => AddressSet.from(["10.0.0.0/33"])).toThrow(RangeError);
  });

  it("drops only exact duplicates", () => {
    expect(
      AddressSet.from(["10.0.0.1/8", "10.0.0.0/8", "::ffff:10.0.0.0/104", "10.0.0.0/9", "::/0", "0::/0"]).size,
    ).toBe(3);
  });

  it("shares what it is a union of", () => {
    const [one, two] = [AddressSet.from(["10.0.0.0/8"]), AddressSet.from(["10.1.0.0/16", "::1"])];
    expect(AddressSet.union([one])).toBe(one);
    const both = AddressSet.union([two, one]);
    expect(both.size).toBe(3);
    expect(both.bytes).toBe(one.bytes + two.bytes);
    expect(["10.1.2.3", "10.2.3.4", "::1", "::2"].map((address) => both.match(address))).toEqual([
      "10.1.0.0/16",
      "10.0.0.0/8",
      "::1/128",
      undefined,
    ]);
    expect(AddressSet.union([]).match("10.0.0.1")).toBeUndefined();
    expect(AddressSet.union([both, one]).size).toBe(4);
    expect([one, two, both].map(({ ipv6Size }) => ipv6Size)).toEqual([0, 1, 1]);
    expect(AddressSet.union([both, both]).ipv6Size).toBe(2);
  });

  it("tells of a block that is in several sets the number in the first of them", () => {
    const [one, two] = [AddressSet.from(["10.0.0.0/8", "::/0"]), AddressSet.from(["10.0.0.0/8", "192.0.2.1", "::/0"])];
    for (const address of ["10.1.2.3", "::1"].map((text) => parseAddress(text) as Address)) {
      expect(AddressSet.union([one, two]).find(address)).toBe(one.find(address));
      expect(AddressSet.union([two, one]).find(address)).toBe(two.find(address));
    }
  });

  it("stays small", () => {
    const COUNT = 2000;
    const many = (text: (n: number) => string) =>
      AddressSet.from(Array.from({ length: COUNT }, (_, i) => text(i * 70)));
    expect(many((n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`).bytes).toBeLessThanOrEqual(COUNT * 16);
    expect(
      many((n) => `2001:db8:${n.toString(16).slice(0, -4) || 0}:${(n & 0xffff).toString(16)}::/64`).bytes,
    ).toBeLessThanOrEqual(COUNT * 40);
  });

  it("tells the memory of all its tables", () => {
    const many = (text: (n: number) => string) => AddressSet.from(Array.from({ length: 64 }, (_, i) => text(i))).bytes;
    const [four, six] = [many((n) => `10.0.0.${n}`), many((n) => `2001:db8::${n.toString(16)}`)];
    // First addresses of 4 and 16 bytes, a prefix, a link of 4, and an index of about four bytes a block.
    expect(four).toBeGreaterThanOrEqual(64 * 12);
    expect(four).toBeLessThanOrEqual(64 * 13 + 16);
    expect(six).toBeGreaterThanOrEqual(64 * 24);
    expect(six).toBeLessThanOrEqual(64 * 25 + 16);
    // A link of 4 bytes each, where one block is around the others.
    const nested = (around: string, inner: (n: number) => string) =>
      AddressSet.from([around, ...Array.from({ length: 63 }, (_, i) => inner(i))]).bytes;
    expect(nested("10.0.0.0/24", (n) => `10.0.0.${n}`)).toBeGreaterThanOrEqual(64 * 16);
    expect(nested("2001:db8::/32", (n) => `2001:db8::${n.toString(16)}`)).toBeGreaterThanOrEqual(64 * 28);
    // Nothing is around a single one, wherever it is.
    expect(AddressSet.from(["0.0.0.0/8"]).bytes).toBe(AddressSet.from(["10.0.0.0/8"]).bytes);
    expect(AddressSet.from(["::/8"]).bytes).toBe(AddressSet.from(["fd00::/8"]).bytes);
    expect(AddressSet.from(["10.0.0.0/8", "::/0"]).bytes).toBe(
      AddressSet.from(["10.0.0.0/8"]).bytes + AddressSet.from(["::/0"]).bytes - AddressSet.from([]).bytes,
    );
  });

  it("agrees with a scan where all blocks have their first bits in common", () => {
    const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    const six = fc.tuple(word, word, word, word).map((words) => new Address(...words));
    const block = fc.tuple(six, fc.integer({ min: 0, max: 24 }));
    const cluster = fc.tuple(six, fc.integer({ min: 0, max: 120 }), fc.array(block, { minLength: 1, maxLength: 12 }));
    fc.assert(
      fc.property(cluster, ([base, common, blocks]) => {
        const inCommon = (address: Address) => spliced(base, address, common);
        const cidrs = blocks.map(([address, more]) => new Cidr(inCommon(address), Math.min(128, common + more)));
        const set = AddressSet.from([...cidrs, new Cidr(base, common >> 1)]);
        const probes = cidrs.flatMap(({ network: n }) => [n, ...neighbours(n), spliced(n, base, common + 8)]);
        for (const address of [base, ...probes, spliced(base, blocks[0]?.[0] ?? base, common >> 1)]) {
          if (address.family !== 6 || base.family !== 6) continue;
          expect(set.match(address)).toBe(scan([...cidrs, new Cidr(base, common >> 1)], address));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("agrees with a scan of the list, also cut into several sets", () => {
    fc.assert(
      fc.property(
        fc.array(anyCidr(), { maxLength: 40 }),
        fc.array(anyAddress(), { maxLength: 20 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 4 }),
        (cidrs, others, cuts) => {
          const set = AddressSet.from(cidrs);
          const bounds = [0, ...cuts.toSorted((a, b) => a - b), 40];
          const union = AddressSet.union(
            bounds.map((from, i) => AddressSet.from(cidrs.slice(from, bounds[i + 1] ?? 0))),
          );
          const edges = cidrs.flatMap((cidr) => [cidr.network, ...neighbours(cidr.network)]);
          for (const address of [...others, ...edges]) {
            const expected = scan(cidrs, address);
            expect(set.match(address)).toBe(expected);
            expect(set.match(`${address}`)).toBe(expected);
            expect(union.match(address)).toBe(expected);
            expect([set.has(address), union.has(`${address}`)]).toEqual([
              expected !== undefined,
              expected !== undefined,
            ]);
            const found = set.find(address);
            expect(found < 0 ? undefined : set.at(found).text).toBe(expected);
          }
          expect(AddressSet.from(cidrs.map((cidr) => cidr.text)).size).toBe(set.size);
          const distinct = new Set(cidrs.map((cidr) => cidr.text));
          expect(new Set(Array.from(set, String))).toEqual(distinct);
          expect(new Set(Array.from(union, String))).toEqual(distinct);
          expect(set.size).toBe(distinct.size);
        },
      ),
    );
  });

  it("agrees with a scan where blocks lie densely", () => {
    const low = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 20, max: 32 }), fc.boolean());
    fc.assert(
      fc.property(
        fc.array(low, { minLength: 100, maxLength: 300 }),
        fc.integer({ min: 0, max: 4095 }),
        (blocks, probe) => {
          const texts = blocks.map(([n, prefix, six]) =>
            six ? `2001:db8::${n.toString(16)}/${prefix + 96}` : `10.0.${n >> 4}.${n}/${prefix}`,
          );
          const cidrs = texts.map((text) => parseCidr(text) as Cidr);
          const set = AddressSet.from(cidrs);
          for (const text of [`10.0.${probe >> 8}.${probe & 255}`, `2001:db8::${probe.toString(16)}`]) {
            expect(set.match(text)).toBe(scan(cidrs, parseAddress(text) as Address));
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

/** The first bits of one, the others of the other. */
function spliced(first: Address, rest: Address, bits: number): Address {
  const [kept, own, other] = [first.masked(bits), rest, rest.masked(bits)];
  return new Address(
    kept.w0 | (own.w0 ^ other.w0),
    kept.w1 | (own.w1 ^ other.w1),
    kept.w2 | (own.w2 ^ other.w2),
    kept.w3 | (own.w3 ^ other.w3),
  );
}

/** With one of its 128 bits changed. */
function flipped({ w0, w1, w2, w3 }: Address, bit: number): Address {
  const [a = 0, b = 0, c = 0, d = 0] = [w0, w1, w2, w3].map((word, i) =>
    i === bit >> 5 ? word ^ (1 << (31 - (bit & 31))) : word,
  );
  return new Address(a, b, c, d);
}

function network(text: string): string | undefined {
  return parseCidr(text)?.text;
}

function neighbours(address: Address): Address[] {
  return [1, 255].map((step) => {
    const bytes = address.toBytes();
    bytes[bytes.length - 1] = ((bytes.at(-1) ?? 0) + step) & 255;
    return Address.fromBytes(bytes);
  });
}
