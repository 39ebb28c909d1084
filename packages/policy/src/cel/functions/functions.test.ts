import { describe, expect, it } from "vitest";
import { evaluate } from "../testing/evaluate.ts";

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
