import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address, parseAddress, parseSocketAddress } from "./address.ts";
import { anyAddress } from "./testing/arbitraries.ts";

describe("parseAddress", () => {
  it.each([
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["2001:DB8:0::1", "2001:db8::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["0:0:1:0:0:0:1:0", "0:0:1::1:0"],
    ["::ffff:1.2.3.4", "1.2.3.4"],
    ["::ffff:102:304", "1.2.3.4"],
    ["0:0:0:0:0:FFFF:1.2.3.4", "1.2.3.4"],
    ["::1.2.3.4", "::102:304"],
    ["64:ff9b::1.2.3.4", "64:ff9b::102:304"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
    ["1111:2222:3333:4444:5555:6666:255.255.255.255", "1111:2222:3333:4444:5555:6666:ffff:ffff"],
    // Only behind 80 zero bits is it an IPv4 address.
    ["2001:db8::ffff:1.2.3.4", "2001:db8::ffff:102:304"],
    ["0:0:1::ffff:1.2.3.4", "::1:0:0:ffff:102:304"],
    ["0:0:0:1:0:ffff:1.2.3.4", "::1:0:ffff:102:304"],
  ])("reads %s as %s", (text, printed) => expect(parseAddress(text)?.toString()).toBe(printed));

  it.each([
    "",
    "1",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "1.2.3.04",
    "0x1.2.3.4",
    "256.1.1.1",
    "1..2.3",
    ".1.2.3",
    "1.2.3.",
    " 1.2.3.4",
    "1.2.3.4 ",
    "1.2.3.4\n",
    "+1.2.3.4",
    "1e0.2.3.4",
    "１.2.3.4",
    "1.2.3.4%eth0",
    "[::1]",
    ":",
    ":::",
    "1:::2",
    "1::2::3",
    "::1%eth0",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "::1:2:3:4:5:6:7:8",
    "12345::",
    "::g",
    "::1:",
    ":1::",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::ffff:1.2.3",
    "::ffff:01.2.3.4",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "::-1",
    "::ffff:1.2.3.4.5",
    // What is next to the digits in ASCII.
    "1.2.3./",
    "1.2.3.:",
    "1.2.3.a",
    "::1.2.3.1:",
    "::/",
    "::@",
    "::`",
    "::G",
    "1:2:3:4:5:6:7g8",
    "1:2:3:4:5:6:7-8",
    "::1::2",
    "::12345",
    "1.2.3.4.5.6.7.8",
    "::12345.1.1.1",
    "1:2:3:4:5:6:7:8:1.2.3.4",
    "::0:0:0:0:0:0:0:0:1",
  ])("refuses %j", (text) => expect(parseAddress(text)).toBeUndefined());

  it("reads what it prints", () => {
    fc.assert(
      fc.property(anyAddress(), (address) => {
        expect(parseAddress(`${address}`)).toEqual(address);
      }),
    );
  });

  it("reads every way to write an address", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const address = parseAddress(text);
        expect(address).toBeDefined();
        expect(parseAddress(text.toUpperCase())).toEqual(address);
      }),
    );
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(parseAddress(text)?.toString()).toBe(text);
        expect(parseAddress(`::ffff:${text}`)).toEqual(parseAddress(text));
      }),
    );
  });

  it("reads the uncompressed form", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), (groups) => {
        const full = groups.map((group) => group.toString(16).padStart(4, "0")).join(":");
        const bytes = Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
        expect(parseAddress(full)).toEqual(Address.fromBytes(bytes));
      }),
    );
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789abcfFx:.%/ ") }), (text) => void parseAddress(text)),
    );
  });
});

describe("Address", () => {
  it("keeps its bytes", () => {
    fc.assert(
      fc.property(anyAddress(), (address) => {
        expect(Address.fromBytes(address.toBytes())).toEqual(address);
        expect(Address.fromBytes(address.toBytes({ mapped: true }))).toEqual(address);
      }),
    );
  });
  it("has 4 bytes of IPv4, 16 of IPv6 and of a mapped one", () => {
    const bytes = (text: string, mapped?: boolean) => [
      ...(parseAddress(text)?.toBytes(mapped === undefined ? undefined : { mapped }) ?? []),
    ];
    expect(bytes("1.2.3.254")).toEqual([1, 2, 3, 254]);
    expect(bytes("1.2.3.254", false)).toEqual([1, 2, 3, 254]);
    expect(bytes("1.2.3.254", true)).toEqual([...new Array(10).fill(0), 255, 255, 1, 2, 3, 254]);
    expect(bytes("102:304::fe")).toEqual([1, 2, 3, 4, ...new Array(11).fill(0), 254]);
  });

  it("equals only what has all its bits", () => {
    const zero = new Address(0, 0, 0, 0);
    expect(zero.equals(new Address(0, 0, 0, 0))).toBe(true);
    for (let word = 0; word < 4; word++) {
      const words = [0, 0, 0, 0].map((_, i) => (i === word ? 1 : 0)) as [number, number, number, number];
      expect(zero.equals(new Address(...words))).toBe(false);
    }
  });

  it("shares as many bits as stand before the first difference, and is cleared behind as many as are kept", () => {
    const zero = new Address(0, 0, 0, 0);
    const ones = new Address(-1, -1, -1, -1);
    for (let bit = 0; bit < 128; bit++) {
      const words = [0, 1, 2, 3].map((word) => (bit >> 5 === word ? 1 << (31 - (bit & 31)) : 0));
      const one = new Address(...(words as [number, number, number, number]));
      expect(zero.sharedBits(one)).toBe(bit);
      expect(zero.sharedBits(ones.masked(bit)), `${bit}`).toBe(bit === 0 ? 128 : 0);
      expect(ones.sharedBits(ones.masked(bit)), `${bit}`).toBe(bit);
    }
    expect(zero.sharedBits(zero)).toBe(128);
    expect(ones.masked(128).equals(ones)).toBe(true);
  });

  it("has no other length", () => expect(() => Address.fromBytes(new Uint8Array(5))).toThrow(RangeError));
});

describe("parseSocketAddress", () => {
  it.each([
    ["fe80::1%eth0", "fe80::1"],
    ["::ffff:10.0.0.1%1", "10.0.0.1"],
    ["::1", "::1"],
    ["10.0.0.1", "10.0.0.1"],
    ["fe80::1%a%b", "fe80::1"],
  ])("drops the zone of %s", (text, printed) => expect(parseSocketAddress(text)?.toString()).toBe(printed));
  it.each(["fe80::1%", "10.0.0.1%eth0", "%eth0", "bad%1"])("refuses %s", (text) =>
    expect(parseSocketAddress(text)).toBeUndefined(),
  );
});
