import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address } from "./address.ts";
import { AddressSet } from "./address-set.ts";
import type { Cidr } from "./cidr.ts";
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

  it("matches nothing when empty, and no text that is no address", () => {
    expect(AddressSet.from([]).match("10.0.0.1")).toBeUndefined();
    expect(AddressSet.from([]).match("::1")).toBeUndefined();
    expect(AddressSet.from(["0.0.0.0/0"]).match("10.1")).toBeUndefined();
  });

  it("keeps the families apart", () => {
    expect(AddressSet.from(["::/0"]).match("::ffff:10.0.0.1")).toBeUndefined();
    expect(AddressSet.from(["0.0.0.0/0"]).match("::10.0.0.1")).toBeUndefined();
  });

  it("throws for a text that is no CIDR", () => {
    expect(() => AddressSet.from(["10.0.0.0/33"])).toThrow(RangeError);
  });

  it("drops only exact duplicates", () => {
    expect(
      AddressSet.from(["10.0.0.1/8", "10.0.0.0/8", "::ffff:10.0.0.0/104", "10.0.0.0/9", "::/0", "0::/0"]).size,
    ).toBe(3);
  });

  it("stays small", () => {
    const many = (text: (n: number) => string) =>
      AddressSet.from(Array.from({ length: 20_000 }, (_, i) => text(i * 7)));
    expect(many((n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`).bytes).toBeLessThanOrEqual(20_000 * 16);
    expect(
      many((n) => `2001:db8:${n.toString(16).slice(0, -4) || 0}:${(n & 0xffff).toString(16)}::/64`).bytes,
    ).toBeLessThanOrEqual(20_000 * 40);
  });

  it("agrees with a scan of the list", () => {
    fc.assert(
      fc.property(
        fc.array(anyCidr(), { maxLength: 40 }),
        fc.array(anyAddress(), { maxLength: 20 }),
        (cidrs, others) => {
          const set = AddressSet.from(cidrs);
          const edges = cidrs.flatMap((cidr) => [cidr.network, ...neighbours(cidr.network)]);
          for (const address of [...others, ...edges]) {
            expect(set.match(address)).toBe(scan(cidrs, address));
            expect(set.match(`${address}`)).toBe(scan(cidrs, address));
          }
          expect(AddressSet.from(cidrs.map((cidr) => cidr.text)).size).toBe(set.size);
          expect(set.size).toBe(new Set(cidrs.map((cidr) => cidr.text)).size);
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
          const set = AddressSet.from(texts);
          for (const text of [`10.0.${probe >> 8}.${probe & 255}`, `2001:db8::${probe.toString(16)}`]) {
            const all = texts.filter((block) => AddressSet.from([block]).match(text) !== undefined);
            const best = all.sort((a, b) => Number(b.split("/")[1]) - Number(a.split("/")[1]))[0];
            expect(set.match(text)).toBe(best && AddressSet.from([best]).match(text));
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

function neighbours(address: Address): Address[] {
  return [1, 255].map((step) => {
    const bytes = address.toBytes();
    bytes[bytes.length - 1] = ((bytes.at(-1) ?? 0) + step) & 255;
    return Address.fromBytes(bytes);
  });
}
