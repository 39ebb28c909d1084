import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
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
  await expect(lent.reader()(path)).rejects.toMatchObject({ code: "ENOENT" });
});
