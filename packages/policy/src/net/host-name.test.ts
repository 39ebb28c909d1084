import { describe, expect, it } from "vitest";
import { explainHostName, normalizeServerName, parseHostName } from "./host-name.ts";

const label63 = "a".repeat(63);

describe("parseHostName", () => {
  it.each([
    ["Example.COM", "example.com"],
    ["example.com.", "example.com"],
    ["_dmarc.example", "_dmarc.example"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["a--b.example", "a--b.example"],
    ["1.example", "1.example"],
    ["localhost", "localhost"],
    [label63, label63],
    [`${`${label63}.`.repeat(3)}${"a".repeat(61)}`, `${`${label63}.`.repeat(3)}${"a".repeat(61)}`],
  ])("reads %s", (text, name) => expect(parseHostName(text)).toBe(name));

  it.each([
    ["", "empty"],
    [".", "empty"],
    ["a..b", "empty label"],
    [".a", "empty label"],
    ["a.b..", "empty label"],
    ["-a.b", "hyphen"],
    ["a-.b", "hyphen"],
    ["a b", "` ` may not"],
    ["a\0b", "may not stand"],
    ["*.a", "`*` may not"],
    ["bücher.example", "ASCII"],
    ["\u212a.example", "ASCII"],
    ["1.2.3.4", "ends in a number"],
    ["a.0x1f", "ends in a number"],
    [`${label63}a.b`, "longer than 63"],
    [`${`${label63}.`.repeat(3)}${"a".repeat(62)}`, "longer than 253"],
  ])("refuses %j", (text, reason) => {
    expect(parseHostName(text)).toBeUndefined();
    expect(explainHostName(text)).toMatchObject({ kind: "invalid", reason: expect.stringContaining(reason) });
  });
});

describe("normalizeServerName", () => {
  it("lowers ASCII letters and nothing else", () => {
    expect(normalizeServerName("ÀA.\u212aK")).toBe("Àa.\u212ak");
  });
  it("drops one trailing dot", () => expect(normalizeServerName("a..")).toBe("a."));
});
