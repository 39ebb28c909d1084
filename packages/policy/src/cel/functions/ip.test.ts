import { describe, expect, it } from "vitest";
import { compileExpression } from "../compile-expression.ts";
import { environmentOf, frameOf } from "../environment-of.ts";
import { toJson } from "../json.ts";
import { compileTemplate } from "../template.ts";
import { evaluate, problem } from "../testing/evaluate.ts";
import { STRING } from "../type.ts";
import type { Value } from "../value.ts";

describe("addresses as values", () => {
  it.each([
    ["string(ip(s))", "2001:DB8:0::1", "2001:db8::1"],
    ["string(ip(s))", "::ffff:1.2.3.4", "1.2.3.4"],
    ["ip(s) == ip('::ffff:10.0.0.1')", "10.0.0.1", true],
    ["ip(s) in [ip('10.0.0.1'), ip('::1')]", "::1", true],
    ["ip(s) != ip('10.0.0.1')", "10.0.0.2", true],
    ["ip(s)", "fe80::1%eth0", "fault invalid-conversion"],
    ["ip(s)", "010.0.0.1", "fault invalid-conversion"],
    ["ip(s)", "0x7f.0.0.1", "fault invalid-conversion"],
    ["ip(s)", "127.1", "fault invalid-conversion"],
    ["ip(s)", "10.0.0.1/32", "fault invalid-conversion"],
    ["isIP(s)", "127.1", false],
    ["isIP('nothing')", "", false],
    ["isIP(s)", "::1", true],
    ["ip.isCanonical(s)", "2001:DB8::1", false],
    ["ip.isCanonical(s)", "::ffff:1.2.3.4", false],
    ["ip.isCanonical(s)", "2001:db8::1", true],
    ["ip.isCanonical(s)", "x", "fault invalid-conversion"],
    ["ip(s).family()", "::ffff:1.2.3.4", 4n],
    ["ip(s).family()", "::1", 6n],
    ["ip(s).isUnspecified()", "0.0.0.0", true],
    ["ip(s).isUnspecified()", "::", true],
    ["ip(s).isUnspecified()", "::1", false],
    ["ip(s).isLoopback()", "127.255.0.1", true],
    ["ip(s).isLoopback()", "::ffff:127.0.0.1", true],
    ["ip(s).isLoopback()", "::2", false],
    ["ip(s).isLinkLocalMulticast()", "224.0.0.255", true],
    ["ip(s).isLinkLocalMulticast()", "224.0.1.0", false],
    ["ip(s).isLinkLocalMulticast()", "ff12::1", true],
    ["ip(s).isLinkLocalMulticast()", "ff05::1", false],
    ["ip(s).isLinkLocalUnicast()", "169.254.1.1", true],
    ["ip(s).isLinkLocalUnicast()", "febf::1", true],
    ["ip(s).isLinkLocalUnicast()", "fec0::1", false],
    ["ip(s).isGlobalUnicast()", "192.168.0.1", true],
    ["ip(s).isGlobalUnicast()", "fd00::1", true],
    ["ip(s).isGlobalUnicast()", "255.255.255.255", false],
    ["ip(s).isGlobalUnicast()", "239.0.0.1", false],
    ["ip(s).isGlobalUnicast()", "ff0e::1", false],
    ["ip(s).isGlobalUnicast()", "::", false],
    ["type(ip(s)) == net.IP", "::1", true],
    ["type(ip(s)) == net.CIDR", "::1", false],
    ["json.encode({'a': ip(s)})", "::0", '{"a":"::"}'],
    ["ip(s) == s", "::1", "no-such-overload"],
    ["d == ip(s)", "::1", false],
    ["dyn(ip(s)).family()", "::1", 6n],
  ])("%s of %j", (text, s, expected) => {
    expect(evaluate(text, s)).toEqual(expected);
  });
});

describe("CIDRs as values", () => {
  it.each([
    ["string(cidr(s))", "10.1.2.3/8", "10.1.2.3/8"],
    ["string(cidr(s).masked())", "10.1.2.3/8", "10.0.0.0/8"],
    ["string(cidr(s))", "::ffff:10.0.0.0/104", "10.0.0.0/8"],
    ["string(cidr(s).ip())", "10.1.2.3/8", "10.1.2.3"],
    ["cidr(s).prefixLength()", "2001:db8::/32", 32n],
    ["cidr(s) == cidr('10.0.0.0/8')", "::ffff:10.0.0.0/104", true],
    ["cidr(s) == cidr('10.0.0.0/8')", "10.0.0.1/8", false],
    ["cidr(s).masked() == cidr('10.0.0.0/8')", "10.0.0.1/8", true],
    ["cidr(s)", "::ffff:10.0.0.0/8", "fault invalid-conversion"],
    ["cidr(s)", "10.0.0.1", "fault invalid-conversion"],
    ["cidr(s)", "10.0.0.0/33", "fault invalid-conversion"],
    ["isCIDR(s)", "10.0.0.1", false],
    ["isCIDR(s)", "/8", false],
    ["isCIDR(s)", "10.0.0.1/8", true],
    ["cidr('10.0.0.0/8').containsIP(s)", "10.255.0.1", true],
    ["cidr('10.0.0.0/8').containsIP(s)", "::ffff:10.255.0.1", true],
    ["cidr('10.1.2.3/8').containsIP(ip(s))", "10.255.0.1", true],
    ["cidr('::/0').containsIP(ip(s))", "10.255.0.1", false],
    ["cidr('10.0.0.0/8').containsIP(s)", "10", "fault invalid-conversion"],
    ["cidr('10.0.0.0/8').containsCIDR(s)", "10.1.0.0/16", true],
    ["cidr('10.0.0.0/8').containsCIDR(s)", "10.0.0.0/8", true],
    ["cidr('10.0.0.0/8').containsCIDR(cidr(s))", "10.0.0.0/7", false],
    ["cidr('::/0').containsCIDR(cidr(s))", "10.0.0.0/8", false],
    ["cidr('10.0.0.0/8').containsCIDR(s)", "10.1.2.3", "fault invalid-conversion"],
    ["type(cidr(s)) == net.CIDR", "::/0", true],
  ])("%s of %j", (text, s, expected) => {
    expect(evaluate(text, s)).toEqual(expected);
  });
});

describe("literals that are no address or CIDR", () => {
  it.each([
    ["ip('010.0.0.1')", "invalid-literal '010.0.0.1'", "write `10.0.0.1` if decimal is meant"],
    ["ip('fe80::1%1').isLoopback()", "invalid-literal 'fe80::1%1'", "write `fe80::1`"],
    ["cidr('10.0.0/24')", "invalid-cidr '10.0.0/24'", "write all four octets: `10.0.0.0/24`"],
    ["cidr('10.0.0.1')", "invalid-cidr '10.0.0.1'", "write `10.0.0.1/32`"],
    ["cidr(s).containsIP('10.0.0.0/8')", "invalid-literal '10.0.0.0/8'", undefined],
    ["cidr(s).containsCIDR('::ffff:10.0.0.0/8')", "invalid-cidr '::ffff:10.0.0.0/8'", expect.any(String)],
  ])("%s", (text, expected, hint) => {
    expect(problem(text)).toEqual([expected, hint]);
  });

  it("are told from what is called the wrong way", () => {
    expect(problem("s.ip()")).toEqual(["no-such-overload s.ip()", "write `ip(…)`"]);
    expect(problem("1.size()")[1]).toBeUndefined();
    expect(problem("cidr(s).containsIP(1)")[1]).toBe("it takes `(net.IP)` of `net.CIDR` or `(string)` of `net.CIDR`");
    expect(problem("isIp(s)")[1]).toBe("did you mean `isIP`?");
    expect(problem("s.isUrl()")[1]).toBe("did you mean `isURL`?");
  });

  it("host bits in `cidr()` are no fault of the writer's", () => {
    expect(problem("cidr('10.1.2.3/8')")).toEqual([undefined, undefined]);
  });
});

describe("addresses shown", () => {
  const environment = environmentOf({ s: STRING });
  const frame = frameOf({ s: "::ffff:1.2.3.4" });

  it("as JSON and in templates by their canonical text", () => {
    const value = compileExpression("[ip(s), cidr('2001:DB8::/32')]", environment).expression?.evaluate(frame);
    expect(toJson(value as Value)).toEqual(["1.2.3.4", "2001:db8::/32"]);
    const { template, diagnostics } = compileTemplate(`from \${ip(s)} in \${cidr('1.0.0.0/8')}`, environment);
    expect(diagnostics).toEqual([]);
    expect(template?.evaluate(frame)).toBe("from 1.2.3.4 in 1.0.0.0/8");
  });

  it("but a type or a null has no text", () => {
    expect(compileTemplate(`a \${type(s)}`, environment).diagnostics).toMatchObject([{ code: "template-type" }]);
    expect(compileTemplate(`a \${null}`, environment).diagnostics).toMatchObject([{ code: "template-type" }]);
  });
});
