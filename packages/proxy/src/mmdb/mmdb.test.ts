import { AddressSet } from "@sluice/policy";
import fc from "fast-check";
import { Reader, type Response } from "mmdb-lib";
import { describe, expect, test } from "vitest";
import { type MmdbOptions, type MmdbValue, writeMmdb } from "./index.ts";

function read(options: Partial<MmdbOptions>): Reader<Response> {
  return new Reader<Response>(Buffer.from(writeMmdb({ type: "Test", records: {}, ...options })));
}

describe("what is written, mmdb-lib reads", () => {
  test("the metadata", () => {
    expect(read({ type: "GeoLite2-City", built: new Date("2026-01-02T03:04:05Z") }).metadata).toMatchObject({
      binaryFormatMajorVersion: 2,
      binaryFormatMinorVersion: 0,
      buildEpoch: new Date("2026-01-02T03:04:05Z"),
      databaseType: "GeoLite2-City",
      ipVersion: 6,
      languages: ["en"],
      recordSize: 24,
    });
  });

  test.each([24, 28, 32] as const)("both families, with records of %d bits", (recordSize) => {
    const records = { "192.0.2.0/24": "four", "192.0.2.128/25": "half", "2001:db8::/32": "six", "2001:db8::1": "one" };
    const reader = read({ recordSize, records });
    const found = (ip: string) => reader.get(ip);
    expect(["192.0.2.1", "192.0.2.200", "192.0.3.1", "2001:db8::2", "2001:db8::1", "2001:db9::"].map(found)).toEqual([
      "four",
      "half",
      null,
      "six",
      "one",
      null,
    ]);
  });

  test("more than 16 MiB, with larger records", () => {
    const filler = "x".repeat(2 ** 24 - 300_000);
    const records = { "10.0.0.0/8": { filler }, "11.0.0.0/8": { other: "y".repeat(400_000) }, "12.0.0.0/8": "last" };
    const reader = read({ records });
    expect([reader.metadata.recordSize, reader.get("12.0.0.1")]).toEqual([28, "last"]);
    expect(() => read({ records, recordSize: 24 })).toThrow(RangeError);
  });

  test("a database of IPv4 alone, and one that holds everybody", () => {
    const four = read({ ipVersion: 4, records: { "0.0.0.0/0": "all", "10.0.0.0/8": "ten" } });
    expect([four.get("10.1.1.1"), four.get("192.0.2.1")]).toEqual(["ten", "all"]);
    expect(() => writeMmdb({ type: "Test", ipVersion: 4, records: { "2001:db8::/32": "" } })).toThrow(RangeError);
    expect(() => writeMmdb({ type: "Test", records: { "10.0.0": "" } })).toThrow(RangeError);
  });

  test("values of every length", () => {
    const lengths = [0, 28, 29, 284, 285, 65_820, 65_821, 70_000];
    const record = Object.fromEntries(lengths.map((length) => [`s${length}`, "x".repeat(length)]));
    const list = Array.from({ length: 300 }, (_, index) => index * 1_000_003);
    expect(read({ records: { "::/0": { ...record, list } } }).get("2001:db8::1")).toEqual({ ...record, list });
  });

  test("pointers of every size that fits in memory", () => {
    const filler = Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(20_000, "."));
    const record: MmdbValue = {
      early: "shared",
      filler: [],
      again: "shared",
      late: filler,
      last: "shared",
      more: filler,
    };
    const strings = { a: "first", b: "x".repeat(2_040), c: "second", d: ["first", "second", ...filler], e: "third" };
    const records = { "10.0.0.0/8": record, "11.0.0.0/8": strings, "12.0.0.0/8": ["third", "second", filler] };
    const reader = read({ records });
    expect(Object.keys(records).map((block) => reader.get(block.replace("/8", "")))).toEqual(Object.values(records));
  });
});

const leaf = fc.oneof(fc.string(), fc.boolean(), fc.nat(), fc.double({ noNaN: true }), fc.string({ minLength: 200 }));
const record = fc.oneof(
  leaf,
  fc.array(leaf),
  fc.dictionary(
    fc.string().filter((key) => key !== "__proto__"),
    leaf,
  ),
);
const block = fc.oneof(
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, prefix]) => `${ip}/${prefix}`),
  fc.tuple(fc.ipV6(), fc.integer({ min: 97, max: 128 })).map(([ip, prefix]) => `${ip}/${prefix}`),
);

test("any records are found again by the most specific block, as an AddressSet has it", () => {
  fc.assert(
    fc.property(fc.dictionary(block, record, { minKeys: 1 }), fc.constantFrom(24, 28, 32), (records, recordSize) => {
      // Of two names for one block the later one counts here, and either could in a set.
      const named = Object.keys(records).map((text) => [AddressSet.from([text]), text] as const);
      const texts = named.map(([set, text]) => set.match(text.replace(/\/.*/, "")) ?? "");
      fc.pre(new Set(texts).size === texts.length);
      // The reader takes IPv4-compatible addresses for IPv4.
      fc.pre(texts.every((text) => !text.startsWith("::")));
      const byText = new Map(texts.map((text, index) => [text, Object.values(records)[index]]));
      const reader = read({ records, recordSize: recordSize as 24 });
      const set = AddressSet.from(texts);
      for (const text of texts) {
        const address = text.replace(/\/.*/, "");
        expect(reader.get(address)).toEqual(byText.get(set.match(address) ?? ""));
      }
    }),
  );
});
