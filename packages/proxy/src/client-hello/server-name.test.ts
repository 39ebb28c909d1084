import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serverNameData } from "../testing/client-hello.ts";
import { Cursor } from "./cursor.ts";
import { readServerName } from "./server-name.ts";

/** Bytes that are names, that are nearly, and that are anything. */
const names = fc.oneof(
  fc.array(fc.constantFrom(..."aZ09-_.."), { maxLength: 80 }).map((list) => list.join("")),
  fc.array(fc.constantFrom("a", "b.", "c".repeat(61), "."), { maxLength: 12 }).map((list) => list.join("")),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => String.fromCharCode(...bytes)),
);

describe("readServerName", () => {
  it("accepts exactly DNS names, one trailing dot allowed", () => {
    fc.assert(
      fc.property(names, (sent) => {
        const data = serverNameData([Uint8Array.from(sent, (character) => character.charCodeAt(0))]);
        const bare = sent.replace(/\.$/, "");
        const valid = bare.length <= 253 && /^[\w-]{1,63}(\.[\w-]{1,63})*$/.test(bare) && !bare.includes("\n");
        expect(readServerName(new Cursor(data))).toEqual(
          valid ? { sent, compared: bare.toLowerCase() } : "server-name-value",
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("accepts no other list around the name", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (data) => {
        const result = readServerName(new Cursor(data));
        if (typeof result === "string") return;
        expect(data).toEqual(serverNameData([Uint8Array.from(result.sent, (character) => character.charCodeAt(0))]));
      }),
    );
  });
});
