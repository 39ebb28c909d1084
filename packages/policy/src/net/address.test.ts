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
  it("has no other length", () => expect(() => Address.fromBytes(new Uint8Array(5))).toThrow(RangeError));
});

describe("parseSocketAddress", () => {
  it.each([
    ["fe80::1%eth0", "fe80::1"],
    ["::ffff:10.0.0.1%1", "10.0.0.1"],
    ["::1", "::1"],
    ["10.0.0.1", "10.0.0.1"],
  ])("drops the zone of %s", (text, printed) => expect(parseSocketAddress(text)?.toString()).toBe(printed));
  it.each(["fe80::1%", "10.0.0.1%eth0", "%eth0", "bad%1"])("refuses %s", (text) =>
    expect(parseSocketAddress(text)).toBeUndefined(),
  );
});
