import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ShortHashes } from "./short-hashes.ts";

const sha = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

describe("ShortHashes", () => {
  it("hashes each text for itself, however often it comes and whatever came before", () => {
    const hashes = new ShortHashes();
    for (let round = 0; round < 2; round++) {
      for (let n = 1; n <= 600; n++) expect(hashes.of("x".repeat(n))).toBe(sha("x".repeat(n)));
    }
    expect(hashes.of("")).toBe("000000000000");
  });

  it("remembers neither many texts nor long ones", () => {
    const hashes = new ShortHashes();
    for (let n = 0; n < 10_000; n++) {
      hashes.of(`text ${n}`);
      expect(hashes.size).toBeLessThanOrEqual(256);
    }
    const long = new ShortHashes();
    long.of("x".repeat(513));
    expect(long.size).toBe(0);
    long.of("x".repeat(512));
    long.of("x".repeat(512));
    expect(long.size).toBe(1);
  });
});
