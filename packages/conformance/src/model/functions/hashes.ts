import { createHash } from "node:crypto";
import type { Library } from "./library.ts";
import { Fault } from "./values.ts";

const U64 = 2n ** 64n;

const HASHES: { readonly [name: string]: (bytes: Uint8Array) => Buffer } = {
  ...Object.fromEntries(
    ["md5", "sha1", "sha256", "sha512"].map((name) => [name, (bytes) => createHash(name).update(bytes).digest()]),
  ),
  // The polynomials of IEEE 802.3 and ISO 3309, bit by bit.
  crc32: (bytes) => bigEndian(crc(bytes, 0xedb88320n, 32n), 4),
  crc64: (bytes) => bigEndian(crc(bytes, 0xd800000000000000n, 64n), 8),
  xxhash64: (bytes) => bigEndian(xxhash64(bytes), 8),
};

/** Each hash as a function and as a method, of a text or of bytes, its digest in hexadecimal or base64. */
export const hashes: Library = Object.assign(
  {},
  ...Object.entries(HASHES).flatMap(([name, hash]) => {
    const digest = (data: string | Uint8Array, form = "hex"): string => {
      if (form !== "hex" && form !== "base64") throw new Fault("a digest is `hex` or `base64`");
      return hash(new Uint8Array(Buffer.from(data))).toString(form);
    };
    return ["string", "bytes"].map((type) => ({
      [`hash.${name}(${type})`]: (data: string) => digest(data),
      [`hash.${name}(${type}, string)`]: digest,
      [`(${type}).${name}()`]: (data: string) => digest(data),
      [`(${type}).${name}(string)`]: digest,
    }));
  }),
) as Library;

function crc(bytes: Uint8Array, polynomial: bigint, width: bigint): bigint {
  const ones = 2n ** width - 1n;
  let rest = ones;
  for (const byte of bytes) {
    rest ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) rest = (rest >> 1n) ^ (rest & 1n ? polynomial : 0n);
  }
  return rest ^ ones;
}

const [P1, P2, P3, P4, P5] = [
  11400714785074694791n,
  14029467366897019727n,
  1609587929392839161n,
  9650029242287828579n,
  2870177450012600261n,
] as const;

const rotate = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (64n - by))) % U64;
const round = (lane: bigint, input: bigint): bigint => (rotate((lane + input * P2) % U64, 31n) * P1) % U64;

/** xxHash's description of XXH64, with seed 0. */
function xxhash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let sum = P5;
  if (bytes.length >= 32) {
    const lanes = [(P1 + P2) % U64, P2, 0n, U64 - P1];
    for (; at + 32 <= bytes.length; at += 32) {
      for (const [index, lane] of lanes.entries()) lanes[index] = round(lane, view.getBigUint64(at + 8 * index, true));
    }
    sum = lanes.reduce((total, lane, index) => total + rotate(lane, [1n, 7n, 12n, 18n][index] as bigint), 0n) % U64;
    for (const lane of lanes) sum = ((sum ^ round(0n, lane)) * P1 + P4) % U64;
  }
  sum = (sum + BigInt(bytes.length)) % U64;
  for (; at + 8 <= bytes.length; at += 8) {
    sum = (rotate(sum ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4) % U64;
  }
  if (at + 4 <= bytes.length) {
    sum = (rotate(sum ^ ((BigInt(view.getUint32(at, true)) * P1) % U64), 23n) * P2 + P3) % U64;
    at += 4;
  }
  for (; at < bytes.length; at++) sum = (rotate(sum ^ ((BigInt(view.getUint8(at)) * P5) % U64), 11n) * P1) % U64;
  sum = ((sum ^ (sum >> 33n)) * P2) % U64;
  sum = ((sum ^ (sum >> 29n)) * P3) % U64;
  return sum ^ (sum >> 32n);
}

function bigEndian(value: bigint, bytes: number): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * bytes, "0"), "hex");
}
