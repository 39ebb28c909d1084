import { describe, expect, it, vi } from "vitest";
import { countTo, isEmpty, isFull, limitOf, tell } from "./planted.ts";

describe("planted", () => {
  it.each([
    [9, false],
    [10, true],
    [11, true],
  ])("%i is full: %s", (count, full) => expect(isFull(count)).toBe(full));

  it("zero is empty", () => expect(isEmpty(0)).toBe(true));
  it("tells once", () => {
    const log = { write: (_: number): void => {} };
    const write = vi.spyOn(log, "write");
    tell(3, log);
    expect(write.mock.calls).toEqual([[3]]);
  });
  it("counts", () => expect(countTo(3)).toBe(3));
  it("knows limits", async () => {
    expect(limitOf("small")).toBe(7);
    await expect(Promise.resolve().then(() => limitOf("big"))).rejects.toThrow();
  });
});
