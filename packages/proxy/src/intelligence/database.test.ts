import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeMmdb } from "../mmdb/index.ts";
import { type DatabaseKind, openDatabase } from "./index.ts";
import { ASN, CITY, EXAMPLE_AS, ZURICH } from "./testing/databases.ts";

const open = (bytes: Uint8Array, kind: DatabaseKind = "geo") => openDatabase(Buffer.from(bytes), kind);

async function opened(bytes: Uint8Array, kind?: DatabaseKind) {
  const result = await open(bytes, kind);
  if (!result.ok) throw new Error(result.problem);
  return result.database;
}

test("tells what it has on addresses of both families", async () => {
  const city = await opened(CITY);
  expect(city.type).toBe("GeoLite2-City");
  expect(city.get("192.0.2.7")).toEqual(ZURICH);
  expect([city.get("2001:db8::1") !== undefined, city.get("192.0.3.1"), city.get("::")]).toEqual([
    true,
    undefined,
    undefined,
  ]);
  expect((await opened(ASN, "as")).get("192.0.2.7")).toEqual(EXAMPLE_AS);
});

test("more parts than are held are told as they are", async () => {
  const cities = Array.from({ length: 12_000 }, (_, index) => [
    `10.${index >> 8}.${index & 255}.0/24`,
    `City ${index}`,
  ]);
  const records = Object.fromEntries(
    cities.map(([block, city]) => [block, { city: { names: { en: city, de: city } } }]),
  );
  const city = await opened(writeMmdb({ type: "GeoLite2-City", ipVersion: 4, records }));
  const told = cities.map(([block = ""]) => city.get(block.replace("/24", "")));
  expect(told).toEqual(Object.values(records));
  expect(city.get("10.0.0.0")).toEqual(Object.values(records)[0]);
});

test("a database of IPv4 alone knows nothing of the IPv6 address that starts with the same bits", async () => {
  const four = await opened(writeMmdb({ type: "DBIP-City-Lite", ipVersion: 4, records: { "32.1.13.184": ZURICH } }));
  expect([four.get("32.1.13.184"), four.get("2001:db8::1")]).toEqual([ZURICH, undefined]);
});

describe("refused is", () => {
  const types: [string, DatabaseKind, string | undefined][] = [
    ["GeoLite2-ASN", "geo", "that is for `ip_intelligence.as`"],
    ["GeoIP2-Country", "as", "that is for `ip_intelligence.geo`"],
    ["GeoIP2-Anonymous-IP", "geo", undefined],
    ["ipinfo standard_location.mmdb", "geo", undefined],
  ];
  test.each(types)("a `%s` as `%s`", async (type, kind, hint) => {
    const result = await open(writeMmdb({ type, records: {} }), kind);
    expect(result).toEqual({
      ok: false,
      problem: expect.stringContaining(`\`${type}\``),
      ...(hint === undefined ? {} : { hint }),
    });
  });

  const metadataAt = Buffer.from(CITY).indexOf("MaxMind.com") - 3;
  test.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "no MaxMind database"],
    ["text", Buffer.from("<html>404</html>"), "no MaxMind database"],
    ["what is packed", gzipSync(CITY), "compressed"],
    ["what ends before its metadata", CITY.subarray(0, metadataAt), "no MaxMind database"],
    ["what ends in its metadata", CITY.subarray(0, metadataAt + 40), "no MaxMind database"],
    ["what has lost its beginning", CITY.subarray(100), "damaged"],
    ["what has lost its middle", Buffer.concat([CITY.subarray(0, 40), CITY.subarray(metadataAt)]), "damaged"],
  ])("%s", async (_what, bytes, problem) => {
    expect(await open(bytes)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });
});

test("bytes that make no sense are told with the setting, and nobody is let in by them", async () => {
  const broken = Buffer.from(CITY);
  // The data starts behind the 16 zero bytes; 0x00 0x00 is a type that there is not.
  const dataAt = broken.indexOf(Buffer.alloc(16), 6) + 16;
  broken.fill(0, dataAt, dataAt + 64);
  const city = await opened(broken);
  expect(() => city.get("192.0.2.7")).toThrow("the `ip_intelligence.geo` database is damaged at 192.0.2.7");
});

test("whatever is wrong with some bytes, it is refused, or found out by a lookup", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(CITY.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      async (changes) => {
        const bytes = Buffer.from(CITY);
        for (const [at, byte] of changes) bytes[at] = byte;
        const result = await open(bytes);
        if (!result.ok) {
          expect(result.problem).toMatch(/^is /);
          return;
        }
        try {
          result.database.get("192.0.2.7");
        } catch (error) {
          expect(String(error)).toContain("is damaged at 192.0.2.7");
        }
      },
    ),
  );
});
