import { describe, expect, it } from "vitest";
import { Cursor } from "./cursor.ts";

/** A stretch of bytes with others around it, which are none of its own. */
const within = (...own: readonly number[]) => new Cursor(Uint8Array.of(0xaa, ...own, 0xbb, 0xcc), 1, 1 + own.length);

describe("Cursor", () => {
  it("reads numbers and vectors", () => {
    const cursor = within(7, 1, 2, 1, 9, 0, 2, 5, 6);
    expect([cursor.uint8(), cursor.uint16(), cursor.vector8().uint8s(), cursor.vector16().uint16s()]).toEqual([
      7,
      0x0102,
      [9],
      [0x0506],
    ]);
    expect([cursor.left, cursor.ok]).toEqual([0, true]);
  });

  it("gives zeros past its end, never a byte that is not its own, and stays at the end", () => {
    const one = within(7);
    expect([one.uint16(), one.ok, one.left]).toEqual([0, false, 0]);
    const none = within();
    expect([none.uint8(), none.ok, none.left]).toEqual([0, false, 0]);
    expect([none.uint8(), none.uint16(), none.take(1).left, none.ok]).toEqual([0, 0, 0, false]);
  });

  it("gives no part of a vector that is not all there", () => {
    const cursor = within(3, 1, 2);
    expect([cursor.vector8().uint8s(), cursor.ok, cursor.left]).toEqual([[], false, 0]);
  });

  it("gives no numbers of an odd number of bytes", () => {
    expect(within(1, 2, 3).uint16s()).toBeUndefined();
    expect(within().uint16s()).toEqual([]);
  });

  it("copies what is left", () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const cursor = new Cursor(bytes);
    expect(cursor.uint8()).toBe(1);
    const copy = cursor.bytes();
    bytes.fill(0);
    expect(copy).toEqual(Uint8Array.of(2, 3, 4));
    expect(within(0x61, 0xff).latin1()).toBe("a\xff");
  });
});
