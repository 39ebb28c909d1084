import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createScratch, type Scratch } from "../e2e/testing/scratch.ts";
import { answerPart, LentBytes } from "./lent-bytes.ts";

let scratch: Scratch;

beforeEach(async () => {
  scratch = await createScratch();
});

afterEach(() => scratch.remove());

const digestOf = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** A worker's side, with a primary that has these bytes. */
function lentBy(has: Buffer | undefined) {
  const asked: number[] = [];
  const lent: LentBytes = new LentBytes((question) => {
    asked.push(question.from);
    queueMicrotask(() => lent.hear(answerPart(question, has)));
  });
  return { lent, asked };
}

test("a file that is what the primary has read is not asked for", async () => {
  const bytes = Buffer.alloc(3_000_000, "geo");
  const path = await scratch.write("geo.mmdb", bytes);
  const { lent, asked } = lentBy(bytes);
  const read = lent.reader([[path, { digest: digestOf(bytes) }]]);
  expect((await read(path)).bytes.equals(bytes)).toBe(true);
  expect(asked).toEqual([]);
});

test.each([
  ["is another one by now", true],
  ["is gone", false],
])("one that %s is asked for, a part at a time, and once", async (_what, isThere) => {
  const bytes = Buffer.alloc(2 ** 21 + 5, "geo");
  const path = isThere ? await scratch.write("geo.mmdb", "another") : scratch.path("geo.mmdb");
  const { lent, asked } = lentBy(bytes);
  const read = lent.reader([[path, { digest: digestOf(bytes) }]]);
  const [first, second] = await Promise.all([read(path), read(path)]);
  expect(first?.bytes.equals(bytes)).toBe(true);
  expect(second?.bytes === first?.bytes).toBe(true);
  expect(asked).toEqual([0, 2 ** 20, 2 ** 21, 2 ** 21 + 5]);
  expect((await read(path)).bytes === first?.bytes).toBe(true);
  expect(asked).toHaveLength(4);
});

test("one that the primary has no more, or has otherwise, is not taken", async () => {
  const path = scratch.path("geo.mmdb");
  for (const has of [undefined, Buffer.from("another")]) {
    const { lent } = lentBy(has);
    const read = lent.reader([[path, { digest: digestOf(Buffer.from("geo")) }]]);
    await expect(read(path)).rejects.toMatchObject({ code: "changed since it was read" });
  }
});

test("what the primary could not read is no more there for a worker", async () => {
  const path = await scratch.write("geo.mmdb", "there by now");
  const { lent } = lentBy(undefined);
  await expect(lent.reader([[path, { code: "EACCES" }]])(path)).rejects.toMatchObject({ code: "EACCES" });
  await expect(lent.reader(undefined)(path)).rejects.toMatchObject({ code: "ENOENT" });
});

describe("a list of addresses", () => {
  const LISTED = "# ours\n192.0.2.0/24\n";
  const digest = digestOf(Buffer.from(LISTED));
  /** What the primary has of it: the addresses, in its own words. */
  const text = Buffer.from("192.0.2.0/24");

  test("that is what the primary has read is not asked for, and makes one set", async () => {
    const path = await scratch.write("list.txt", LISTED);
    const { lent, asked } = lentBy(text);
    const read = lent.listReader([[path, { digest }]]);
    const [first, second] = [await read(path), await read(path)];
    expect(first.list.kind === "list" && first.list.set.match("192.0.2.7")).toBe("192.0.2.0/24");
    expect(first.list.kind === "list" && second.list.kind === "list" && first.list.set === second.list.set).toBe(true);
    expect([first.digest, asked]).toEqual([digest, []]);
  });

  test.each(["another one by now", "gone"])("that is %s is asked for", async (what) => {
    const path = what === "gone" ? scratch.path("list.txt") : await scratch.write("list.txt", "0.0.0.0/0\n");
    const { lent, asked } = lentBy(text);
    const read = lent.listReader([[path, { digest }]]);
    const { list } = await read(path);
    expect(list.kind === "list" && Array.from(list.set, String)).toEqual(["192.0.2.0/24"]);
    expect(asked).toEqual([0, text.length]);
    await read(path);
    expect(asked).toHaveLength(2);
  });

  test("that nobody has any more is not made up", async () => {
    const { lent } = lentBy(undefined);
    const path = scratch.path("list.txt");
    await expect(lent.listReader([[path, { digest }]])(path)).rejects.toMatchObject({
      code: "changed since it was read",
    });
    await expect(lent.listReader([[path, { code: "EACCES" }]])(path)).rejects.toMatchObject({ code: "EACCES" });
  });
});
