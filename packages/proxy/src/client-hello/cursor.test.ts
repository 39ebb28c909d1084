import { describe, expect, it } from "vitest";
import { Cursor } from "./cursor.ts";

/** A stretch of bytes with others around it, which are none of its own. */
const within = (...own: readonly number[]) => new Cursor(Uint8Array.of(0xaa, ...own, 0xbb, 0xcc), 1, 1 + own.length);

describe("Cursor", () => {
  it("reads numbers and vectors", () => {
    const cursor = within(7, 1, 2, 1, 9, 0, 2, 5, 6, 8);
    expect([cursor.uint8(), cursor.uint16()]).toEqual([7, 0x0102]);
    const first = cursor.enter8();
    expect([cursor.left, cursor.uint8s(), cursor.left]).toEqual([1, [9], 0]);
    cursor.leave(first);
    const second = cursor.enter16();
    expect([cursor.left, cursor.uint16s(), cursor.left]).toEqual([2, [0x0506], 0]);
    cursor.leave(second);
    expect([cursor.uint8(), cursor.left, cursor.ok]).toEqual([8, 0, true]);
  });

  it("gives zeros past its end, never a byte that is not its own, and stays at the end", () => {
    const one = within(7);
    expect([one.uint16(), one.ok, one.left]).toEqual([0, false, 0]);
    const none = within();
    expect([none.uint8(), none.ok, none.left]).toEqual([0, false, 0]);
    expect([none.uint8(), none.uint16(), none.bytes(1).length, none.ok]).toEqual([0, 0, 0, false]);
  });

  it("reads nothing behind the vector that it is in", () => {
    const cursor = within(1, 9, 8);
    const outer = cursor.enter8();
    expect([cursor.uint16(), cursor.ok, cursor.left]).toEqual([0, false, 0]);
    cursor.leave(outer);
    expect(cursor.left).toBe(1);
  });

  it("goes on behind a vector of which nothing was read", () => {
    const cursor = within(2, 1, 2, 0, 1, 3, 4);
    expect(cursor.skip8()).toBe(2);
    cursor.leave(cursor.enter16());
    expect([cursor.uint8(), cursor.left, cursor.ok]).toEqual([4, 0, true]);
  });

  it("gives no part of a vector that is not all there", () => {
    const cursor = within(3, 1, 2);
    const outer = cursor.enter8();
    expect([cursor.uint8s(), cursor.ok, cursor.left]).toEqual([[], false, 0]);
    cursor.leave(outer);
    expect([cursor.ok, cursor.left]).toEqual([false, 0]);
    expect(within(3, 1, 2).skip8()).toBe(0);
  });

  it("enters the one vector that is left, or tells that it is none", () => {
    const one = within(2, 5, 6);
    expect([one.entersWhole8(), one.uint8s(), one.ok]).toEqual([true, [5, 6], true]);
    const two = within(0, 2, 5, 6);
    expect([two.entersWhole16(), two.uint16s(), two.ok]).toEqual([true, [0x0506], true]);
    for (const bytes of [[], [0], [1], [2, 5], [1, 5, 6]]) expect(within(...bytes).entersWhole8()).toBe(false);
    for (const bytes of [[], [0], [0, 0], [0, 1], [0, 2, 5], [0, 1, 5, 6]])
      expect(within(...bytes).entersWhole16()).toBe(false);
  });

  it("gives no numbers of an odd number of bytes", () => {
    expect(within(1, 2, 3).uint16s()).toBeUndefined();
    expect(within().uint16s()).toEqual([]);
  });

  it("copies bytes", () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const cursor = new Cursor(bytes);
    expect(cursor.uint8()).toBe(1);
    const copy = cursor.bytes(3);
    bytes.fill(0);
    expect([copy, cursor.left]).toEqual([Uint8Array.of(2, 3, 4), 0]);
    const text = within(0x61, 0xff);
    expect([text.latin1(), text.left]).toEqual(["a\xff", 0]);
  });
});
