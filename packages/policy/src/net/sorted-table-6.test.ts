import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address } from "./address.ts";
import { AddressSet } from "./address-set.ts";
import { Cidr } from "./cidr.ts";

type Words = readonly [number, number, number, number];

/** The obvious way, to compare with. */
function scan(blocks: readonly Cidr[], address: Address): Cidr | undefined {
  return blocks.filter((block) => block.contains(address)).sort((a, b) => b.prefix - a.prefix)[0];
}

function isSame(one: Cidr, other: Cidr): boolean {
  return one.prefix === other.prefix && one.network.equals(other.network);
}

function expectAsScanned(blocks: readonly Cidr[], addresses: readonly Address[]): void {
  const set = AddressSet.from(blocks);
  for (const address of addresses) {
    const found = set.find(address);
    const expected = scan(blocks, address);
    // Texts are made for a mistake alone: there are thousands.
    if (found < 0 ? expected === undefined : expected !== undefined && isSame(set.at(found), expected)) continue;
    expect(set.match(address), `${address} in ${blocks}`).toBe(expected?.text);
  }
}

/** The 128 bits with 32 others written over them from bit `from` on, as far as there is room. */
function written([a, b, c, d]: Words, from: number, bits: number): Address {
  const big = [a, b, c, d].reduce((sum, word) => (sum << 32n) | BigInt(word >>> 0), 0n);
  const room = BigInt(96 - from);
  const shift = (value: bigint) => (room < 0n ? value >> -room : value << room);
  const result = (big & ~shift(0xffff_ffffn)) | shift(BigInt(bits >>> 0));
  const word = (i: bigint) => Number((result >> (96n - 32n * i)) & 0xffff_ffffn);
  return new Address(word(0n), word(1n), word(2n), word(3n));
}

/** IPv6 blocks as a set holds them while they are few. */
describe("a few IPv6 blocks", () => {
  it("are found wherever what all have in common ends, and so is what is around them", () => {
    // In `0001` and `8000` each half has a bit that the other has not: what is not a window of the bits is in another order.
    const keys = [
      0x00000001, 0x00018000, 0x20000000, 0x3fffffff, 0x40000000, 0x7fffffff, 0x80000000, 0x80010000, 0xfffffffe,
    ];
    const base: Words = [0xa5a51234, 0x5a5a4321, 0x96960f0f, 0x6969f0f0];
    for (let common = 0; common < 128; common++) {
      const networks = keys.map((key) => written(base, common, key));
      const hosts = networks.map((network) => new Cidr(network, 128));
      const around = new Cidr(networks[0] as Address, common >> 1);
      const beside = networks.map(({ w0, w1, w2, w3 }) => new Address(w0, w1, w2, w3 ^ 1));
      const outside = [new Address(0, 0, 0, 0), new Address(-1, -1, -1, -1), written(base, common >> 1, -1)];
      const addresses = [...networks, ...beside, ...outside];
      expectAsScanned(hosts, addresses);
      expectAsScanned([...hosts, around], addresses);
    }
  });

  it("are told apart by each of their words, also where those of one stand in another", () => {
    const word = fc.constantFrom(0, 1, 2, 0x80, 0x81, 0x82, 0x90, 0x7fffffff, -(2 ** 31), -1);
    const block = fc
      .tuple(word, word, word, word, fc.constantFrom(31, 33, 63, 65, 95, 97, 127, 128, 128, 128))
      .map(([w0, w1, w2, w3, prefix]) => ({ words: [w0, w1, w2, w3] as const, prefix }));
    const lists = fc.record({ same: fc.nat(3), blocks: fc.array(block, { minLength: 1, maxLength: 8 }) });
    fc.assert(
      fc.property(lists, ({ same, blocks }) => {
        const first = blocks[0]?.words as Words;
        const cidrs = blocks.map(({ words, prefix }) => {
          const [w0, w1, w2, w3] = words.map((own, i) => (i < same ? first[i] : own));
          return new Cidr(new Address(w0 ?? 0, w1 ?? 0, w2 ?? 0, w3 ?? 0), prefix);
        });
        const six = cidrs.filter(({ family }) => family === 6);
        expectAsScanned(
          six,
          six.flatMap(({ network: n }) => [n, new Address(n.w0, n.w1, n.w2, n.w3 + 1)]),
        );
      }),
      { numRuns: 400 },
    );
  });

  it("are found where the last has for its first different word what the first has behind it", () => {
    const hosts = [0x81, 0x82, 0x90].map((last) => new Address(0x20010db8, 0, 0, last));
    const subnets = (
      [
        [1, 0],
        [1, 0x30000],
        [2, 1],
      ] as const
    ).map(([w1, w2]) => new Address(0x20010db8, w1, w2, 0));
    for (const list of [hosts, subnets]) {
      expectAsScanned(
        list.map((address) => new Cidr(address, 128)),
        list,
      );
    }
  });

  it("are found where all start with the same address", () => {
    for (const start of [new Address(0x20010db8, 0, 0, 0), new Address(0, 0, 0, 0), new Address(-1, -1, -1, -1)]) {
      const blocks = [32, 64, 127, 128].map((prefix) => new Cidr(start, prefix));
      const { w0, w1, w2, w3 } = start;
      expectAsScanned(blocks, [
        start,
        new Address(w0, w1, w2, w3 ^ 1),
        new Address(w0, w1, w2, ~w3),
        new Address(w0, w1, ~w2, w3),
        new Address(w0, ~w1, w2, w3),
        new Address(~w0, w1, w2, w3),
      ]);
    }
  });
});
