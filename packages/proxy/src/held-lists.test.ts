import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { open, writeFile } from "node:fs/promises";
import { AddressSet, type CidrList } from "@sluice/policy";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createScratch, type Scratch } from "./e2e/testing/scratch.ts";
import { HeldLists } from "./held-lists.ts";
import { listsOf, readListFile } from "./listed-addresses.ts";

let scratch: Scratch;

beforeEach(async () => {
  scratch = await createScratch();
});

afterEach(() => scratch.remove());

const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
/** Of several of the parts that a file is read in, which end in the middle of a line. */
const LINES = Array.from({ length: 60_000 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
const LONG = LINES.join("\n");

function blocks(list: CidrList): string[] {
  return list.kind === "list" ? Array.from(list.set, String) : [list.kind];
}

describe("a file of addresses", () => {
  test("is read part by part, and its digest is that of the whole", async () => {
    const path = await scratch.write("a", LONG);
    const { list, digest } = await readListFile(path);
    expect(digest).toBe(digestOf(LONG));
    expect(blocks(list)).toEqual(LINES.map((line) => `${line}/32`));
    expect(await listsOf(async () => LONG)(path)).toEqual({ list: expect.objectContaining({ kind: "list" }), digest });
  });

  test("that changes while it is read is refused", async () => {
    const path = await scratch.write("a", LONG);
    const handle = await open(path);
    const prototype = Object.getPrototypeOf(handle) as { read: (...given: unknown[]) => Promise<unknown> };
    await handle.close();
    const { read } = prototype;
    const spy = vi.spyOn(prototype, "read").mockImplementationOnce(async function (this: unknown, ...given) {
      const result = await read.apply(this, given);
      await writeFile(path, "10.0.0.1", { flag: "r+" });
      return result;
    });
    try {
      await expect(readListFile(path)).rejects.toMatchObject({ code: "changed while it was read" });
    } finally {
      spy.mockRestore();
    }
  });

  test("may be a pipe where that was asked for, and holds nobody else", async (context) => {
    const path = scratch.path("pipe");
    if (spawnSync("mkfifo", [path]).status !== 0) context.skip("`mkfifo` is not installed");
    for (const lists of [new HeldLists(), undefined]) {
      const read = lists ? lists.read(path) : readListFile(path);
      await expect(read).rejects.toMatchObject({ code: "not a regular file" });
    }
    const held = new HeldLists();
    held.add(digestOf("another"), AddressSet.from([]));
    const writer = spawn("sh", ["-c", `cat > '${path}'`]);
    writer.stdin.end(LONG);
    const { list, digest } = await held.read(path, { pipes: true });
    expect([blocks(list).length, digest]).toEqual([60_000, digestOf(LONG)]);
  });

  test("that is none rejects with a code", async () => {
    for (const pipes of [true, false]) {
      await expect(readListFile(scratch.path("none"), { pipes })).rejects.toMatchObject({ code: "ENOENT" });
    }
    await expect(readListFile(scratch.path("."), { pipes: true })).rejects.toMatchObject({ code: "EISDIR" });
  });
});

describe("a set that is in use", () => {
  test("is not made a second time, and that of a changed file is", async () => {
    const lists = new HeldLists();
    const path = await scratch.write("a", "10.0.0.0/8\n");
    const first = await lists.read(path);
    const again = await lists.read(await scratch.write("b", "10.0.0.0/8\n"));
    expect(again.digest).toBe(first.digest);
    expect(first.list.kind === "list" && again.list.kind === "list" && again.list.set === first.list.set).toBe(true);
    await scratch.write("a", "10.0.0.0/9\n");
    expect(blocks((await lists.read(path)).list)).toEqual(["10.0.0.0/9"]);
    await scratch.write("a", "10.0.0.0/99\n");
    expect((await lists.read(path)).list).toMatchObject({ kind: "invalid" });
    expect(lists.find((await lists.read(path)).digest)).toBeUndefined();
  });

  test("can be sent as a text that says the same", async () => {
    const lists = new HeldLists();
    const { list, digest } = await lists.read(await scratch.write("a", "# ours\n10.1.2.3/8\n2001:DB8::1\n10.0.0.0/9"));
    const text = lists.textOf(digest);
    expect(text?.toString()).toBe("10.0.0.0/8\n10.0.0.0/9\n2001:db8::1/128");
    // It is asked for a part at a time.
    expect(lists.textOf(digest) === text).toBe(true);
    expect(lists.textOf(digestOf("another"))).toBeUndefined();
    expect(list.kind).toBe("list");
  });
});
