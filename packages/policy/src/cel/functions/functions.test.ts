import { describe, expect, it } from "vitest";
import { compileExpression } from "../compile-expression.ts";
import { environmentOf, frameOf } from "../environment-of.ts";
import { DYN, STRING, TIMESTAMP } from "../type.ts";
import { isFault, Timestamp, type Value } from "../value.ts";

const ENVIRONMENT = environmentOf({ s: STRING, d: DYN, t: TIMESTAMP });

/** Evaluated with `s` unknown to the compiler: nothing is folded away. */
function evaluate(text: string, s = "", d: Value = null): Value | string | undefined {
  const { expression, diagnostics } = compileExpression(text, ENVIRONMENT);
  if (expression === undefined) return diagnostics[0]?.code;
  // 2026-03-29T00:59:59.5Z: a second before Berlin's clocks go forward.
  const value = expression.evaluate(frameOf({ s, d, t: new Timestamp(1_774_745_999, 500_000_000) }));
  return isFault(value) ? `fault ${value.code}` : value;
}

describe("addresses", () => {
  it.each([
    ["inCidrRange(s, '10.0.0.0/8')", "10.1.2.3", true],
    ["inCidrRange(s, '10.0.0.0/8')", "11.1.2.3", false],
    ["inCidrRange(s, '10.0.0.0/8')", "::ffff:10.1.2.3", true],
    ["inCidrRange(s, '10.0.0.0/8')", "no address", false],
    ["inCidrRange('10.1.2.3', s)", "no CIDR", false],
    ["inCidrRange('10.1.2.3', s)", "10.0.0.0/8", true],
    ["inCidrRanges(s, ['11.0.0.0/8', '2001:db8::/32'])", "2001:db8::1", true],
    ["inCidrRanges('10.0.0.1', [s, '10.0.0.1'])", "no CIDR", true],
    ["inCidrRanges(s, [])", "10.0.0.1", false],
    ["s.isPrivateIp()", "172.31.0.1", true],
    ["s.isPrivateIp()", "172.32.0.1", false],
    ["s.isPrivateIp()", "fd00::1", false],
    ["s.isPrivateIp()", "010.0.0.1", false],
  ])("%s of %j", (text, s, expected) => {
    expect(evaluate(text, s)).toBe(expected);
  });
});

describe("strings", () => {
  it.each([
    ["s.split()", "a b  c", ["a", "b", "", "c"]],
    ["s.split(',', 2)", "a,b,c", ["a", "b,c"]],
    ["s.lower()", "İÄß", "iäß"],
    ["s.upper()", "äßa", "ÄßA"],
    ["s.upperAscii()", "äa", "äA"],
    ["s.trim()", "\u00a0 a\u0085", "a"],
    ["s.trim().size()", `a${" ".repeat(200_000)}a`, 200_002n],
    ["s.replace('a', 'b', 1)", "aaa", "baa"],
    ["s.replace('', '-')", "ab", "-a-b-"],
    ["s.reverse()", "a😀", "😀a"],
    ["s.substring(2, 1)", "abc", "fault invalid-argument"],
    ["s.charAt(4)", "abc", "fault invalid-argument"],
    ["s.matches('^(a+)+$')", `${"a".repeat(5000)}!`, false],
    ["'a'.matches(s)", "(", "fault invalid-argument"],
    ["'abc'.matches(s)", "b", true],
    ["strings.quote(s)", 'a"\n', '"a\\"\\n"'],
    ["'%s has %d, %.1f'.format([s, 3, 2.25])", "x", "x has 3, 2.2"],
  ])("%s of %j", (text, s, expected) => {
    expect(evaluate(text, s)).toEqual(expected);
  });
});

describe("lists", () => {
  it.each([
    ["[3, 1, 2].sort()", [1n, 2n, 3n]],
    ["[3, d].sort()", "fault invalid-argument"],
    ["[1, 1u, 1.0, 'a', 'a', 2].distinct()", [1n, "a", 2n]],
    ["[[1], [2, [3]]].flatten()", [1n, 2n, [3n]]],
    ["[1, 2, 3].slice(1, 3)", [2n, 3n]],
    ["[1].slice(1, 3)", "constant-fault"],
    ["lists.range(3)", [0n, 1n, 2n]],
    ["lists.range(1 << 3)", "expression-syntax"],
    ["lists.range(9999999999)", "constant-fault"],
    ["[1, 2].reverse()", [2n, 1n]],
    ["['a', s].join('-')", "a-"],
  ])("%s", (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });
});

describe("encodings", () => {
  it.each([
    ["base64.encode(s)", "hé", "aMOp"],
    ["s.decodeBase64()", "aMOp", "hé"],
    ["s.decodeBase64()", "YQ", "a"],
    ["s.decodeBase64()", "YQ==", "a"],
    ["s.decodeBase64()", "YQ=", "fault invalid-argument"],
    ["s.decodeBase64()", "/w==", "fault invalid-argument"],
    ["base64.decode(s)", "/w==", new Uint8Array([255])],
    ["base64.decode(s)", "a b=", "fault invalid-argument"],
    ["json.encode({'b': 1, 'a': [1.5, null, s]})", "x", '{"a":[1.5,null,"x"],"b":1}'],
    ["json.encode(9223372036854775807)", "", "9223372036854775807"],
    ["json.encode({'__proto__': s})", "x", '{"__proto__":"x"}'],
    ["json.decode(s).a", '{"a": 1}', 1n],
    ["json.decode(s)", "{", "fault invalid-argument"],
    ["json.decode(s)", "null", null],
    ["s.isJson()", "[1]", true],
    ["s.isJson()", "[1", false],
    ["s.isJson()", "[".repeat(200_000), false],
    ["s.escapeUrl()", "a b&é", "a+b%26%C3%A9"],
    ["s.unescapeUrl()", "a+b%26%C3%A9", "a b&é"],
    ["s.unescapeUrl()", "%zz", "fault invalid-argument"],
    ["basic_auth.encode(s, 'open sesame')", "Aladdin", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="],
  ])("%s of %j", (text, s, expected) => {
    expect(evaluate(text, s)).toEqual(expected);
  });
});

describe("times", () => {
  it.each([
    ["string(timestamp(s))", "2026-01-01T01:00:00.50+01:00", "2026-01-01T00:00:00.5Z"],
    ["timestamp(s)", "2026-01-01", "fault invalid-conversion"],
    ["timestamp(s)", "2026-01-01 00:00:00Z", "fault invalid-conversion"],
    ["timestamp(s)", "2026-13-01T00:00:00Z", "fault invalid-conversion"],
    ["string(timestamp(s))", "2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
    ["timestamp(s)", "2026-02-29T00:00:00Z", "fault invalid-conversion"],
    ["string(double(s))", "1000000", "1e+06"],
    ["string(double(s))", "-123456.5", "-123456.5"],
    ["string(double(s))", "0.00001", "1e-05"],
    ["string(duration(s))", "1h30m.5s", "5400.5s"],
    ["string(duration(s))", "-1.5ms", "-0.0015s"],
    ["duration(s)", "1 h", "fault invalid-conversion"],
    ["duration(s)", "1", "fault invalid-conversion"],
    ["duration(s)", "", "fault invalid-conversion"],
    ["t.getHours('Europe/Berlin')", "", 1n],
    ["(t + duration('1s')).getHours('Europe/Berlin')", "", 3n],
    ["t.getHours('+02:30')", "", 3n],
    ["t.getHours(s)", "Nowhere", "fault invalid-argument"],
    ["t.getDayOfWeek()", "", 0n],
    ["t.getDayOfYear()", "", 87n],
    ["t.getMilliseconds()", "", 500n],
    ["t + duration('2562047h') > t", "", true],
    ["timestamp('9999-12-31T23:59:59Z') + duration(s)", "1s", "fault overflow"],
  ])("%s of %j", (text, s, expected) => {
    expect(evaluate(text, s)).toEqual(expected);
  });
});
