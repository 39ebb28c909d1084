import { describe, expect, test, vi } from "vitest";
import { Fault } from "../cel/index.ts";
import { type Address, parseAddress } from "../net/index.ts";
import { AddressFact } from "./address-fact.ts";

test("an address is read once for a connection", () => {
  const fact = new AddressFact();
  const first = fact.address({ ip: "10.0.0.1" });
  // What it is asked with later is not even looked at.
  expect(String(fact.address({ ip: "10.0.0.2" }))).toBe("10.0.0.1");
  expect(fact.text({ ip: "10.0.0.2" })).toBe("10.0.0.1");
  fact.forget();
  expect(fact.text({ ip: "10.0.0.2" })).toBe("10.0.0.2");
  expect(fact.address({ ip: "10.0.0.3" })).toBe(first);
});

test.each([
  ["10.0.0.1", "10.0.0.1"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
  ["2001:DB8:0::1", "2001:db8::1"],
  ["fe80::1%eth0", "fe80::1"],
])("the text of %s is canonical", (ip, canonical) => {
  const fact = new AddressFact();
  expect(fact.text({ ip })).toBe(canonical);
  expect(String(fact.address({ ip }))).toBe(canonical);
});

test.each(["", "10.0.0", "10.0.0.1%eth0", "fe80::1%", undefined as unknown as string])("%s is a fault", (ip) => {
  const fact = new AddressFact();
  fact.text({ ip: "10.0.0.1" });
  fact.forget();
  expect(fact.text({ ip })).toBeInstanceOf(Fault);
  expect(fact.address({ ip })).toBe(fact.text({ ip }));
});

describe("an address that the host has parsed", () => {
  const address = parseAddress("2001:db8::1") as Address;

  test.each(["2001:db8::1", "2001:DB8:0::1", "10.0.0.1", "none", ""])(
    "is what is told, also as a text, whatever stands beside it: %s",
    (ip) => {
      const fact = new AddressFact();
      expect(fact.text({ ip, address })).toBe("2001:db8::1");
      expect(fact.address({ ip, address })).toBe(address);
    },
  );

  test("and maps IPv4 is that IPv4 address", () => {
    const ip = "::ffff:10.0.0.1";
    expect(new AddressFact().text({ ip, address: parseAddress(ip) })).toBe("10.0.0.1");
  });

  test.each([
    ["a text", "2001:db8::1"],
    ["null", null],
    ["a number", 0],
    ["a copy", { ...address }],
    ["what has no text", Object.create(null)],
  ])("is a fault where it is none: %s", (_, none) => {
    const fact = new AddressFact();
    const told = { ip: "2001:db8::1", address: none as unknown as Address };
    expect(fact.text(told)).toBeInstanceOf(Fault);
    expect(fact.address(told)).toBeInstanceOf(Fault);
  });

  test("is not written over by the next one", () => {
    const fact = new AddressFact();
    fact.address({ ip: "2001:db8::1", address });
    fact.forget();
    expect(String(fact.address({ ip: "10.0.0.1" }))).toBe("10.0.0.1");
    expect(String(address)).toBe("2001:db8::1");
  });

  test("is asked for once", () => {
    const fact = new AddressFact();
    const get = vi.fn(() => address);
    const told = Object.defineProperty({ ip: "2001:db8::1" }, "address", { get });
    for (let i = 0; i < 2; i++) expect([fact.text(told), fact.address(told)]).toEqual(["2001:db8::1", address]);
    expect(get).toHaveBeenCalledTimes(1);
  });
});
