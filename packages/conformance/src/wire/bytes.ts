import type { BytePart } from "./vector.ts";

/** A length that no test needs: a slip in `times` must not fill the memory. */
const MAX_BYTES = 4 * 1024 * 1024;
const HEX = /^(?:[0-9a-f]{2})*$/;

/** Joins the parts of a vector's bytes; `undefined` if one is not hexadecimal or all together are too long. */
export function joinHex(bytes: string | readonly BytePart[]): string | undefined {
  let joined = "";
  for (const part of typeof bytes === "string" ? [bytes] : bytes) {
    const { repeat, times } = typeof part === "string" ? { repeat: part, times: 1 } : part;
    if (!HEX.test(repeat) || !Number.isInteger(times) || times < 1) return undefined;
    if (joined.length + repeat.length * times > 2 * MAX_BYTES) return undefined;
    joined += repeat.repeat(times);
  }
  return joined;
}

/** The bytes that a hexadecimal text stands for. */
export function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

export function hexOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
