import { isIPv4 } from "node:net";
import { expect, test } from "vitest";
import { ownLoopback } from "./loopback.ts";

test("an address of our own is one of loopback, and seldom anybody else's", () => {
  const addresses = Array.from({ length: 50 }, () => ownLoopback("linux"));
  expect(
    addresses.filter((address) => !isIPv4(address) || !/^127\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(address)),
  ).toEqual([]);
  expect(new Set(addresses).size).toBeGreaterThan(40);
});

test("elsewhere there is only the one", () => {
  expect(ownLoopback("darwin")).toBe("127.0.0.1");
});
