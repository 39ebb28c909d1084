import { expect, test } from "vitest";
import { giveBack } from "./give-back.ts";

test("a chunk that has its memory to itself is freed", () => {
  const chunk = Buffer.from(new ArrayBuffer(65_536));
  const other = Buffer.from(new ArrayBuffer(16_384));
  giveBack([chunk, other]);
  expect(other).toHaveLength(0);
  expect(chunk).toHaveLength(0);
  expect(chunk.buffer.byteLength).toBe(0);
  // Once more does no harm.
  giveBack([chunk]);
});

test("memory that others have a part in is left alone", () => {
  const whole = Buffer.alloc(131_072, "a");
  giveBack([whole.subarray(0, 65_536)]);
  giveBack([whole.subarray(65_536)]);
  expect(whole.every((byte) => byte === 0x61)).toBe(true);
  const pooled = Buffer.from("pooled");
  giveBack([pooled]);
  expect(pooled.toString()).toBe("pooled");
});

test("a small chunk is left to the collector", () => {
  const chunk = Buffer.from(new ArrayBuffer(64));
  giveBack([chunk]);
  expect(chunk).toHaveLength(64);
});
