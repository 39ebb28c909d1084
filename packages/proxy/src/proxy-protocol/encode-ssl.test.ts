import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeProxyHeader, encodeSslTlv, parseProxyHeader, sslTlv } from "./index.ts";

const text = fc
  .array(fc.integer({ min: 0, max: 0xff }), { maxLength: 40 })
  .map((bytes) => String.fromCharCode(...bytes));
const ssl = fc.record(
  {
    client: fc.integer({ min: 0, max: 0xff }),
    verify: fc.oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.constantFrom(0, 1, 0x8000_0000, 0xffff_ffff)),
    version: text,
    commonName: text,
    cipher: text,
    signature: text,
    key: text,
  },
  { requiredKeys: ["client", "verify"] },
);
const address = { address: "192.0.2.1", port: 1 };

describe("encodeSslTlv", () => {
  it("is read back as it was", () => {
    fc.assert(
      fc.property(ssl, (told) => {
        const result = parseProxyHeader(
          encodeProxyHeader(2, { source: address, destination: address, tlvs: [encodeSslTlv(told)], checksum: true }),
        );
        if (result.kind !== "header") throw new Error(result.kind);
        expect(sslTlv(result.header)).toEqual({ ...told });
        expect(result.header.checksum).toBe("fits");
      }),
    );
  });

  it("has the bytes that the specification describes", () => {
    const { type, value } = encodeSslTlv({ client: 7, verify: 0, version: "TLSv1.3", commonName: "A" });
    const sub = (kind: number, letters: string) => [kind, 0, letters.length, ...Buffer.from(letters)];
    expect(type).toBe(0x20);
    expect([...value]).toEqual([7, 0, 0, 0, 0, ...sub(0x21, "TLSv1.3"), ...sub(0x22, "A")]);
  });

  it.each([
    { client: 256, verify: 0 },
    { client: -1, verify: 0 },
    { client: 1, verify: 2 ** 32 },
    { client: 1, verify: 0.5 },
    { client: 1, verify: 0, commonName: "\u0100" },
    { client: 1, verify: 0, commonName: "x".repeat(0x10000) },
    { client: 1, verify: 0, commonName: "x".repeat(0xfff0), cipher: "x".repeat(20) },
  ])("throws for %j", (told) => expect(() => encodeSslTlv(told)).toThrow(RangeError));
});
