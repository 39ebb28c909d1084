import { createHash } from "node:crypto";
import { crc32 as zlibCrc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { evaluate } from "../testing/evaluate.ts";
import { crc32, crc64 } from "./checksums.ts";
import { xxhash64 } from "./xxhash64.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const MASK = (1n << 64n) - 1n;
/** Bytes of a fixed pseudo-random sequence, so that no two places are alike. */
const SEQUENCE = Uint8Array.from({ length: 5000 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 0xff);
const LENGTHS = [...Array.from({ length: 101 }, (_, i) => i), 1023, 1024, 4999];

describe("hash functions", () => {
  it.each([
    ["hash.crc32(s)", "hello", "3610a686"],
    ["hash.crc32(s, 'base64')", "hello", "NhCmhg=="],
    ["hash.crc64(s)", "hello", "3c3eeee2d8100000"],
    ["s.crc64('base64')", "hello", "PD7u4tgQAAA="],
    ["hash.md5(s)", "hello", "5d41402abc4b2a76b9719d911017c592"],
    ["s.md5('base64')", "hello", "XUFAKrxLKna5cZ2REBfFkg=="],
    ["s.sha1()", "hello", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"],
    ["s.sha256('hex')", "hello", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"],
    ["hash.xxhash64(s)", "hello", "26c7827d889f6da3"],
    ["hash.xxhash64(s)", "", "ef46db3751d8e999"],
    ["hash.crc32(s)", "", "00000000"],
    ["hash.sha256(s)", "é", createHash("sha256").update("é").digest("hex")],
    ["hash.sha512(b'\\xff')", "", createHash("sha512").update(Uint8Array.of(255)).digest("hex")],
    ["hash.sha1(s, s)", "hex", createHash("sha1").update("hex").digest("hex")],
    ["hash.md5(s, s)", "base32", "fault invalid-argument"],
    ["hash.md5(s, s)", "__proto__", "fault invalid-argument"],
    ["hash.md5(d)", "", "fault no-such-overload"],
    ["hash.md5(s, 'HEX')", "", "invalid-literal"],
    ["b'a'.md5('base-64')", "", "invalid-literal"],
    ["hash.md5(1)", "", "no-such-overload"],
  ])("%s of %j", (text, s, expected) => {
    expect(evaluate(text, s)).toBe(expected);
  });
});

describe("checksums of our own", () => {
  it("crc32 is zlib's, for any length", () => {
    for (const length of LENGTHS) {
      const data = SEQUENCE.subarray(0, length);
      expect(hex(crc32(data)), `${length} bytes`).toBe(zlibCrc32(data).toString(16).padStart(8, "0"));
    }
  });

  it("crc64 is what dividing bit by bit gives", () => {
    for (const length of LENGTHS) {
      const data = SEQUENCE.subarray(0, length);
      expect(hex(crc64(data)), `${length} bytes`).toBe(bitwiseCrc64(data));
    }
  });

  it("xxhash64 is what the published algorithm gives, step by step", () => {
    for (const length of LENGTHS) {
      const data = SEQUENCE.subarray(0, length);
      expect(hex(xxhash64(data)), `${length} bytes`).toBe(plainXxhash64(data));
    }
  });

  it.each([
    ["a", "d24ec4f1a98c6e5b"],
    ["abc", "44bc2cf5ad770999"],
    ["message digest", "066ed728fceeb3be"],
    ["abcdefghijklmnopqrstuvwxyz", "cfe1f278fa89835c"],
    ["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "aaa46907d3047814"],
  ])("xxhash64 of %s is the published one", (text, expected) => {
    expect(hex(xxhash64(Buffer.from(text)))).toBe(expected);
  });

  it("look at the bytes of a view alone", () => {
    const inner = SEQUENCE.subarray(7, 57);
    expect(hex(xxhash64(inner))).toBe(hex(xxhash64(Uint8Array.from(inner))));
  });
});

function bitwiseCrc64(data: Uint8Array): string {
  let crc = MASK;
  for (const byte of data) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1n) === 1n ? (crc >> 1n) ^ 0xd800000000000000n : crc >> 1n;
  }
  return (crc ^ MASK).toString(16).padStart(16, "0");
}

/** The specification's steps in its order, over an array of numbers. */
function plainXxhash64(data: Uint8Array): string {
  const [p1, p2, p3, p4, p5] = [
    11400714785074694791n,
    14029467366897019727n,
    1609587929392839161n,
    9650029242287828579n,
    2870177450012600261n,
  ];
  const rotl = (x: bigint, r: number) => ((x << BigInt(r)) | (x >> BigInt(64 - r))) & MASK;
  const read = (from: number, size: number) =>
    Array.from(data.subarray(from, from + size)).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const accumulate = (acc: bigint, lane: bigint) => (rotl((acc + lane * p2) & MASK, 31) * p1) & MASK;
  let rest = 0;
  let acc = p5;
  if (data.length >= 32) {
    let [a, b, c, d] = [(p1 + p2) & MASK, p2, 0n, (MASK + 1n - p1) & MASK];
    while (data.length - rest >= 32) {
      a = accumulate(a, read(rest, 8));
      b = accumulate(b, read(rest + 8, 8));
      c = accumulate(c, read(rest + 16, 8));
      d = accumulate(d, read(rest + 24, 8));
      rest += 32;
    }
    acc = (rotl(a, 1) + rotl(b, 7) + rotl(c, 12) + rotl(d, 18)) & MASK;
    for (const each of [a, b, c, d]) acc = ((acc ^ accumulate(0n, each)) * p1 + p4) & MASK;
  }
  acc = (acc + BigInt(data.length)) & MASK;
  while (data.length - rest >= 8) {
    acc = (rotl(acc ^ accumulate(0n, read(rest, 8)), 27) * p1 + p4) & MASK;
    rest += 8;
  }
  if (data.length - rest >= 4) {
    acc = (rotl(acc ^ ((read(rest, 4) * p1) & MASK), 23) * p2 + p3) & MASK;
    rest += 4;
  }
  for (const byte of data.subarray(rest)) acc = (rotl(acc ^ ((BigInt(byte) * p5) & MASK), 11) * p1) & MASK;
  acc = ((acc ^ (acc >> 33n)) * p2) & MASK;
  acc = ((acc ^ (acc >> 29n)) * p3) & MASK;
  return (acc ^ (acc >> 32n)).toString(16).padStart(16, "0");
}
