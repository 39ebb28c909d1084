import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Address, parseAddress } from "./address.ts";
import { Cidr, parseCidr, parsePrefix } from "./cidr.ts";
import { explainAddress, explainCidr } from "./explain.ts";
import { anyAddress, anyCidr } from "./testing/arbitraries.ts";

describe("parseCidr", () => {
  it.each([
    ["10.1.2.3/8", "10.0.0.0/8", true],
    ["10.0.0.0/8", "10.0.0.0/8", false],
    ["10.1.2.3", "10.1.2.3/32", false],
    ["1.2.3.4/0", "0.0.0.0/0", true],
    ["2001:DB8::1/32", "2001:db8::/32", true],
    ["::1", "::1/128", false],
    ["::/0", "::/0", false],
    ["::ffff:10.0.0.1/104", "10.0.0.0/8", true],
    ["::ffff:0:0/96", "0.0.0.0/0", false],
    ["::ffff:10.0.0.1", "10.0.0.1/32", false],
    ["::fffe:1:2/95", "::fffe:0:0/95", true],
    ["1111:2222:3333:4444:5555:6666:255.255.255.255/128", "1111:2222:3333:4444:5555:6666:ffff:ffff/128", false],
    // Bits behind the prefix in each of the four words, and in no other.
    ["2001:db8::/24", "2001:d00::/24", true],
    ["2001:db8:1::/32", "2001:db8::/32", true],
    ["2001:db8:0:0:1::/64", "2001:db8::/64", true],
  ])("reads %s as %s", (text, network, hadHostBits) => {
    expect(parseCidr(text)).toMatchObject({ text: network, hadHostBits });
  });

  it.each([
    "",
    "/",
    "/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/+8",
    "10.0.0.0/-0",
    "10.0.0.0/8 ",
    "10.0.0.0/8/8",
    "10.0.0.0/0x8",
    "10/8",
    "010.0.0.0/8",
    "10.0.0.0/255.0.0.0",
    "::/129",
    "::/00",
    "::/1000",
    "::/0001",
    "10.0.0.0/1:",
    "10.0.0.0/1/",
    "::ffff:10.0.0.0/8",
    "::ffff:0:0/95",
    "fe80::1%eth0/64",
    "fe80::1/64%eth0",
  ])("refuses %j", (text) => {
    expect(parseCidr(text)).toBeUndefined();
    expect(explainCidr(text)).toMatchObject({ kind: "invalid" });
  });

  it("has no prefix that its family has not", () => {
    const [four, six] = ["192.0.2.1", "2001:db8::1"].map((text) => parseAddress(text) as Address);
    for (const prefix of [-1, 33, 1.5, Number.NaN]) expect(() => new Cidr(four as Address, prefix)).toThrow(RangeError);
    for (const prefix of [-1, 129]) expect(() => new Cidr(six as Address, prefix)).toThrow(RangeError);
    expect(`${new Cidr(four as Address, 0)} ${new Cidr(six as Address, 128)}`).toBe("0.0.0.0/0 2001:db8::1/128");
  });

  it.each([
    ["0", 0],
    ["128", 128],
    ["999", 999],
    ["1000", undefined],
    ["00", undefined],
    ["", undefined],
  ])("reads the prefix %j as %s", (text, prefix) => expect(parsePrefix(text)).toBe(prefix));

  it("contains the addresses that share its prefix", () => {
    fc.assert(
      fc.property(anyCidr(), anyAddress(), (cidr, address) => {
        const bits = (a: typeof address) =>
          Array.from(a.toBytes(), (byte) => byte.toString(2).padStart(8, "0")).join("");
        const same = bits(address).slice(0, cidr.prefix) === bits(cidr.network).slice(0, cidr.prefix);
        expect(cidr.contains(address)).toBe(address.family === cidr.family && same);
        expect(cidr.contains(cidr.network)).toBe(true);
      }),
    );
  });

  it("reads what it prints", () => {
    fc.assert(
      fc.property(anyCidr(), (cidr) => {
        expect(parseCidr(cidr.text)).toMatchObject({ text: cidr.text, prefix: cidr.prefix, hadHostBits: false });
      }),
    );
  });

  it("has no prefix longer than the address", () => {
    const address = parseAddress("10.0.0.1");
    expect(address && (() => new Cidr(address, 33))).toThrow(RangeError);
  });
});

describe("explainCidr", () => {
  it.each([
    ["", "the address is empty", undefined],
    ["10.0.0.0/", "the prefix after `/` is missing", undefined],
    ["10/8", "`10` is not a full address", "write all four octets: `10.0.0.0/8`"],
    ["10.1/16", "`10.1` is not a full address", "write all four octets: `10.1.0.0/16`"],
    ["010.0.0.1", "the octet `010` has a leading zero and could be octal", "write `10.0.0.1` if decimal is meant"],
    ["0x0a.0.0.1", "`0x0a.0.0.1` is written in hexadecimal", "write four decimal octets"],
    ["10.0.1", "`10.0.1` has 3 octets, not four", "write all four octets"],
    ["10.0.0.1.1", "`10.0.0.1.1` has 5 octets, not four", undefined],
    ["10.0..1", "`10.0..1` has an empty octet", undefined],
    ["10.0.0.256", "the octet `256` is greater than 255", undefined],
    ["10.0.0.0/33", "the prefix `33` is longer than /32", undefined],
    ["10.0.0.0/08", "the prefix `08` has a leading zero", "write `10.0.0.0/8`"],
    ["10.0.0.0/q", "the prefix `q` is not a decimal number", undefined],
    ["10.0.0.0/255.255.0.0", "`255.255.0.0` is a netmask, not a prefix length", "write `10.0.0.0/16`"],
    ["10.0.0.0/255.0.255.0", "`255.0.255.0` is a netmask, not a prefix length", "write the number of leading bits"],
    ["10.0.0.0/255.255.255.255", "`255.255.255.255` is a netmask, not a prefix length", "write `10.0.0.0/32`"],
    [
      "::ffff:10.0.0.0/8",
      "an IPv4-mapped block shorter than /96 is neither IPv4 nor IPv6",
      "write `10.0.0.0/8`, or `::ffff:10.0.0.0/104`",
    ],
    ["::ffff:0:0/95", "an IPv4-mapped block shorter than /96 is neither IPv4 nor IPv6", "write `0.0.0.0/N`"],
    ["fe80::1%eth0/64", "a zone is not part of an address", "write `fe80::1`"],
    ["2001:db8::/129", "the prefix `129` is longer than /128", undefined],
    ["2001:db8:::1", "`::` may stand only once", undefined],
    ["2001:db8", "`2001:db8` does not have eight groups", undefined],
    ["20010:db8::", "the group `20010` has more than four digits", undefined],
    ["2001:g::", "the group `g` is not hexadecimal", undefined],
    [
      "::ffff:10.0.0.01",
      "the octet `01` has a leading zero and could be octal",
      "write `10.0.0.1` if decimal is meant",
    ],
    [" 10.0.0.1", "white space around the address", "write `10.0.0.1`"],
    ["[::1]", "an address has no brackets here", "write `::1`"],
    ["ALLOWED_CIDR", "`ALLOWED_CIDR` is not an address", undefined],
    ["10.0.0.0 /8", "white space in the address", "write `10.0.0.0/8`"],
    ["192.0.2.1:443", "an address has no port here", "write `192.0.2.1`"],
    ["10.1.*", "`10.1.*` is not an address", "write `10.1.0.0/16`"],
    ["10.1.*.*", "`10.1.*.*` is not an address", "write `10.1.0.0/16`"],
    ["300.1.*", "`300.1.*` is not an address", undefined],
    ["*", "`*` is not an address", "write `0.0.0.0/0` for IPv4 and `::/0` for IPv6"],
    ["10.0.0.1-10.0.0.9", "`10.0.0.1-10.0.0.9` is not an address", "write the range as CIDRs, such as `192.0.2.0/25`"],
    ["a.example", "`a.example` is not an address", "names are not looked up: write the addresses"],
  ])("%j: %s", (text, reason, hint) => {
    expect(explainCidr(text)).toEqual(
      hint === undefined ? { kind: "invalid", reason } : { kind: "invalid", reason, hint },
    );
  });

  it("agrees with the readers on what is valid", () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(..."0123456789af:./%xX ") }),
      fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: -1, max: 130 })).map((parts) => parts.join("/")),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        expect(explainCidr(candidate).kind === "cidr").toBe(parseCidr(candidate) !== undefined);
        expect(explainAddress(candidate).kind === "address").toBe(parseAddress(candidate) !== undefined);
      }),
    );
  });
});
