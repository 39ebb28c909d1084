import { createHash } from "node:crypto";
import { open, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createScratch, type Scratch } from "./e2e/testing/scratch.ts";
import { digestOfFile, readFileBytes } from "./file-bytes.ts";
import { HeldBytes } from "./held-bytes.ts";

let scratch: Scratch;

beforeEach(async () => {
  scratch = await createScratch();
});

afterEach(() => scratch.remove());

const digestOf = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const bytesOf = (length: number) => Buffer.from(Array.from({ length }, (_, index) => index * 7));

describe("a file", () => {
  test.each([0, 1, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 2_500_000])("of %d bytes is read as it is", async (length) => {
    const bytes = bytesOf(length);
    const path = await scratch.write("a", bytes);
    expect(await digestOfFile(path)).toBe(digestOf(bytes));
    const read = await readFileBytes(path);
    expect(read.digest).toBe(digestOf(bytes));
    expect(read.bytes.equals(bytes)).toBe(true);
  });

  test("that is none rejects with a code", async () => {
    await expect(readFileBytes(scratch.path("none"))).rejects.toMatchObject({ code: "ENOENT" });
    await expect(readFileBytes(scratch.path("."))).rejects.toMatchObject({ code: "not a regular file" });
  });

  test.each<[string, (path: string) => Promise<void>]>([
    ["written over", (path) => writeFile(path, bytesOf(3_000_000).fill(1), { flag: "r+" })],
    ["cut off", (path) => writeFile(path, "")],
  ])("that is %s while it is read is refused", async (_what, change) => {
    const path = await scratch.write("a", bytesOf(3_000_000));
    // The prototype of all handles: the change comes between the first part and the next.
    const handle = await open(path);
    const prototype = Object.getPrototypeOf(handle) as { read: (...given: unknown[]) => Promise<unknown> };
    await handle.close();
    const { read } = prototype;
    const spy = vi.spyOn(prototype, "read").mockImplementationOnce(async function (this: unknown, ...given) {
      const result = await read.apply(this, given);
      await change(path);
      return result;
    });
    try {
      await expect(readFileBytes(path)).rejects.toMatchObject({ code: "changed while it was read" });
    } finally {
      spy.mockRestore();
    }
  });
});

test("what is in memory already is not read a second time, and what has changed is", async () => {
  const held = new HeldBytes();
  const path = await scratch.write("a", bytesOf(100));
  const first = await held.read(path);
  const again = await held.read(path);
  expect(again.bytes).toBe(first.bytes);
  expect(held.find(first.digest)).toBe(first.bytes);
  await scratch.write("a", bytesOf(101));
  const other = await held.read(path);
  expect(other.bytes.equals(bytesOf(101))).toBe(true);
  expect([held.find(first.digest), held.find(other.digest), held.find("sha256:none")]).toEqual([
    first.bytes,
    other.bytes,
    undefined,
  ]);
});
