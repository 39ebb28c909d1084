import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { toRecords } from "../testing/client-hello.ts";
import { type ClientHelloReader, createClientHelloReader } from "./index.ts";

describe("memory", () => {
  const READERS = 10_000;
  setFlagsFromString("--expose-gc");
  const gc: () => void = runInNewContext("gc");
  /** Buffers are given back on the side after a collection; the next one waits for that. */
  const collect = () => {
    gc();
    gc();
  };

  /** Bytes of buffers that readers hold which have been given these bytes. */
  function heldPerReader(bytes: Uint8Array, count = READERS): { held: number; kind: string } {
    const readers: ClientHelloReader[] = [];
    collect();
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < count; i++) readers.push(createClientHelloReader());
    let kind = "";
    for (const reader of readers) kind = reader.push(bytes).kind;
    collect();
    return { held: (process.memoryUsage().arrayBuffers - before) / readers.length, kind };
  }

  it.each([
    ["nothing", new Uint8Array(0), 100],
    ["a record's header that claims 16 KiB", Uint8Array.of(22, 3, 1, 0x40, 0), 100],
    ["a message's header that claims 64 KiB", Uint8Array.of(22, 3, 1, 0x40, 0, 1, 1, 0, 0), 2048],
    [
      "a list of cipher suites that claims 64 KiB",
      Uint8Array.of(22, 3, 1, 0x40, 0, 1, 1, 0, 0, 3, 3, ...new Uint8Array(33), 0xff, 0xfe, 0, 1),
      2048,
    ],
  ])("is not taken for what is claimed: %s", (_, bytes, limit) => {
    const { held, kind } = heldPerReader(bytes);
    expect(kind).toBe("need-more");
    expect(held).toBeLessThan(limit);
  });

  it("is at most twice what has arrived, and given back with the answer", () => {
    const hello = toRecords(Buffer.concat([Uint8Array.of(1, 0, 0x40, 0), new Uint8Array(0x4000)]));
    const part = heldPerReader(hello.subarray(0, 3005));
    expect(part.kind).toBe("need-more");
    expect(part.held).toBeLessThan(2 * 3000 + 100);
    expect(part.held).toBeGreaterThan(2000);
    const whole = heldPerReader(hello);
    expect(whole.kind).toBe("malformed");
    expect(whole.held).toBeLessThan(100);
  });

  it("is what has arrived, if records come together", () => {
    const message = Buffer.concat([Uint8Array.of(1, 1, 0, 0), new Uint8Array(0x10000)]);
    const { held, kind } = heldPerReader(toRecords(message).subarray(0, 40_000), 1000);
    expect(kind).toBe("need-more");
    expect(held).toBeGreaterThan(39_000);
    expect(held).toBeLessThan(41_000);
    const small = toRecords(message, { recordSize: 1 }).subarray(0, 40_000);
    expect(heldPerReader(small, 1000).held).toBeLessThan(41_000);
  });

  it.each([
    ["an empty record", [22, 3, 1, 0, 0]],
    ["a record of something else", [21, 3, 1, 0, 2]],
    ["a record that is too long", [22, 3, 1, 0x7f, 0xff]],
  ])("is given back where %s follows", (_, header) => {
    const message = Buffer.concat([Uint8Array.of(1, 1, 0, 0), new Uint8Array(0x1000)]);
    const { held, kind } = heldPerReader(Buffer.concat([toRecords(message), Uint8Array.from(header)]), 1000);
    expect(kind).toBe("malformed");
    expect(held).toBeLessThan(100);
  });
});
