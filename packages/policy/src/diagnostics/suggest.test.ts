import { describe, expect, it } from "vitest";
import { suggest } from "./suggest.ts";

describe("suggest", () => {
  it.each([
    ["expresions", ["expressions", "actions"], "expressions"],
    ["sin", ["sni", "ja4_fingerprint"], "sni"],
    ["Deny", ["deny", "log"], "deny"],
    ["client_port", ["client_port", "server_port"], undefined],
    ["country_cod", ["country", "country_code"], "country_code"],
  ])("finds what `%s` was meant to be", (word, candidates, expected) => {
    expect(suggest(word, candidates)).toBe(expected);
  });

  it("suggests nothing where nothing is near", () => {
    expect(suggest("xyzzy", ["deny", "log"])).toBeUndefined();
    expect(suggest("a", ["b", "c"])).toBeUndefined();
    expect(suggest("", ["a"])).toBeUndefined();
    expect(suggest("deny", [])).toBeUndefined();
  });

  it("does not compare words nobody types", () => {
    expect(suggest("a".repeat(100_000), ["a".repeat(100_001)])).toBeUndefined();
  });
});
