import { describe, expect, it } from "vitest";
import { type Ja4Input, ja4, ja4Parts, ja4Raw } from "./ja4.ts";

const hello: Ja4Input = {
  version: 0x0303,
  cipherSuites: [0x1302, 0x1301, 0xc02b],
  extensions: [0x002b, 0, 0x0010, 0x000d],
  alpn: ["h2", "http/1.1"],
  supportedVersions: [0x0303, 0x0304],
  signatureAlgorithms: [0x0804, 0x0403],
};

const SHA_256_OF_1301 = "0f2cb44170f4";
const SHA_256_OF_LIST = "79c50902419d";

describe("ja4", () => {
  it("sorts suites and extensions and keeps the signature algorithms' order", () => {
    expect(ja4Raw(hello)).toBe("t13d0304h2_1301,1302,c02b_000d,002b_0804,0403");
    expect(ja4(hello)).toMatch(/^t13d0304h2_[0-9a-f]{12}_[0-9a-f]{12}$/);
    expect(ja4Parts(hello)).toEqual({ a: "t13d0304h2", b: "1301,1302,c02b", c: "000d,002b_0804,0403" });
  });

  it("ignores GREASE wherever it stands", () => {
    const grease: Ja4Input = {
      ...hello,
      cipherSuites: [0x0a0a, ...hello.cipherSuites, 0xfafa],
      extensions: [0x1a1a, ...hello.extensions],
      supportedVersions: [0xdada, ...hello.supportedVersions],
      signatureAlgorithms: [0x2a2a, ...hello.signatureAlgorithms],
      alpn: ["\x0a\x0a", ...hello.alpn],
    };
    expect(ja4(grease)).toBe(ja4(hello));
    expect(ja4({ ...hello, alpn: ["\xfa\xfa"] }).slice(8, 10)).toBe("00");
    expect(ja4({ ...hello, alpn: ["\x0a\x1a"] }).slice(8, 10)).toBe("0a");
    expect(ja4({ ...hello, cipherSuites: [0x0a1a] })).not.toBe(ja4({ ...hello, cipherSuites: [] }));
  });

  it("has zeros for empty lists and no underscore without signature algorithms", () => {
    const bare = {
      ...hello,
      cipherSuites: [],
      extensions: [0],
      alpn: [],
      supportedVersions: [],
      signatureAlgorithms: [],
    };
    expect(ja4(bare)).toBe("t12d000100_000000000000_000000000000");
    expect(ja4Raw({ ...bare, extensions: [0x17] })).toBe("t12i000100__0017");
  });

  it("knows no version where nothing but GREASE is offered", () => {
    expect(ja4({ ...hello, supportedVersions: [0x3a3a] })).toMatch(/^t00d/);
  });

  it("has zeros without extensions, whatever else there is", () => {
    expect(ja4Parts({ ...hello, extensions: [0, 16] }).c).toBe("");
    expect(ja4({ ...hello, extensions: [0, 16] })).toMatch(/^t13d0302h2_[0-9a-f]{12}_000000000000$/);
  });

  it("counts to 99", () => {
    const many = Array.from({ length: 150 }, (_, i) => i);
    expect(ja4({ ...hello, cipherSuites: many })).toMatch(/^t13d9904h2/);
    expect(ja4({ ...hello, cipherSuites: many.slice(0, 98), extensions: many })).toMatch(/^t13d9899h2/);
    // Counted to 99, and all in the lists.
    expect(ja4Parts({ ...hello, cipherSuites: many }).b.split(",")).toHaveLength(150);
  });

  it("has every value of a list of any length, in order", () => {
    for (const length of [1, 9, 10, 63, 64, 65, 255, 256, 257, 1000]) {
      const values = Array.from({ length }, (_, i) => i);
      const shuffled = values.map((_, i) => (i * 997 + 3) % length);
      const hex = [...new Set(shuffled)].sort((a, b) => a - b).map((value) => value.toString(16).padStart(4, "0"));
      expect(new Set(shuffled).size).toBe(length);
      expect(ja4Parts({ ...hello, cipherSuites: shuffled }).b).toBe(hex.join(","));
      expect(ja4({ ...hello, cipherSuites: shuffled }).slice(4, 6)).toBe(String(Math.min(length, 99)).padStart(2, "0"));
    }
  });

  it("hashes its lists", () => {
    // SHA-256 of `1301` and of `000d_0403`, as `printf 1301 | sha256sum` tells them.
    const one = { ...hello, cipherSuites: [0x1301], extensions: [13], signatureAlgorithms: [0x0403] };
    expect(ja4(one)).toBe(`t13i0101h2_${SHA_256_OF_1301}_${SHA_256_OF_LIST}`);
  });

  it.each([
    [0x0304, "13"],
    [0x0303, "12"],
    [0x0302, "11"],
    [0x0301, "10"],
    [0x0300, "s3"],
    [0x0002, "s2"],
    [0x7f1c, "00"],
  ])("version %s is %s", (version, code) => {
    expect(ja4({ ...hello, version, supportedVersions: [] }).slice(1, 3)).toBe(code);
    expect(ja4({ ...hello, supportedVersions: [version] }).slice(1, 3)).toBe(code);
  });

  it.each([
    ["h2", "h2"],
    ["http/1.1", "h1"],
    ["x", "xx"],
    ["\xba\xad", "bd"],
    ["\x0a", "0a"],
    ["\xab", "ab"],
    ["\xab\xcd", "ad"],
    ["0\xab", "3b"],
    ["01\xab\xcd", "3d"],
    ["0\xab\xcd1", "01"],
    ["Z9", "Z9"],
    ["a/", "6f"],
    ["@a", "41"],
    ["a{", "6b"],
    ["h-", "6d"],
    ["\x0a\x0ab", "02"],
    ["", "00"],
  ])("ALPN %j is %s", (name, code) => expect(ja4({ ...hello, alpn: [name] }).slice(8, 10)).toBe(code));
});
