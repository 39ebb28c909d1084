import { describe, expect, it } from "vitest";
import { evaluate } from "../testing/evaluate.ts";

describe("encodings", () => {
  it.each([
    ["base64.encode(s)", "hé", "aMOp"],
    ["s.decodeBase64()", "aMOp", "hé"],
    ["s.decodeBase64()", "YQ", "a"],
    ["s.decodeBase64()", "YQ==", "a"],
    ["s.decodeBase64()", "YQ=", "fault invalid-argument"],
    ["s.decodeBase64()", "", ""],
    ["s.decodeBase64()", "YQ===", "fault invalid-argument"],
    ["s.decodeBase64()", "Y", "fault invalid-argument"],
    ["s.decodeBase64()", "YQ==YQ==", "fault invalid-argument"],
    ["s.decodeBase64()", "YQé=", "fault invalid-argument"],
    ["base64.decode(s) == bytes('ab?>')", "YWI/Pg", true],
    ["s.decodeBase64()", "/w==", "fault invalid-argument"],
    ["base64.decode(s)", "/w==", new Uint8Array([255])],
    ["base64.decode(s)", "a b=", "fault invalid-argument"],
    ["json.encode({'\uff5e': 1, '😀': 2, 'a': 3})", "", '{"a":3,"\uff5e":1,"😀":2}'],
    ["json.encode({1: s, '1': s})", "", "fault invalid-argument"],
    ["json.encode({true: 1u, 2: b'a'})", "", '{"2":"YQ==","true":1}'],
    ["json.encode(0.0 / double(s))", "0", "fault invalid-argument"],
    ["json.encode(type(s))", "", "fault invalid-argument"],
    ["json.encode({'b': 1, 'a': [1.5, null, s]})", "x", '{"a":[1.5,null,"x"],"b":1}'],
    ["json.encode(9223372036854775807)", "", "9223372036854775807"],
    ["json.encode({'__proto__': s})", "x", '{"__proto__":"x"}'],
    ["json.decode(s).a", '{"a": 1}', 1n],
    ["json.decode(s)", "{", "fault invalid-argument"],
    ["json.decode(s)", "null", null],
    ["json.decode(s).a", '{"a": 1, "a": 2}', 2n],
    ["json.decode(s).__proto__.a", '{"__proto__": {"a": 1}}', 1n],
    ["json.decode(s).constructor", "{}", "fault no-such-key"],
    ["json.decode(s)", `${"[".repeat(250)}1${"]".repeat(250)}`, expect.any(Array)],
    ["json.decode(s)", `${"[".repeat(251)}1${"]".repeat(251)}`, "fault cost-exceeded"],
    ["json.decode(s)", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`, expect.stringMatching(/^fault /)],
    ["s.isJson()", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, false],
    ["json.encode(json.decode(s)) == s", `${"[".repeat(250)}1${"]".repeat(250)}`, true],
    ["s.isJson()", "[1]", true],
    ["s.isJson()", "[1", false],
    ["s.isJson()", "[".repeat(200_000), false],
    ["s.escapeUrl()", "a b&é", "a+b%26%C3%A9"],
    ["s.unescapeUrl()", "a+b%26%C3%A9", "a b&é"],
    ["s.unescapeUrl()", "%zz", "fault invalid-argument"],
    ["basic_auth.encode(s, 'open sesame')", "Aladdin", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="],
  ])("%s of %j", (text, s, expected) => {
    expect(evaluate(text, s)).toEqual(expected);
  });
});
