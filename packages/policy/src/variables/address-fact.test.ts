import { expect, test } from "vitest";
import { Fault } from "../cel/index.ts";
import { AddressFact } from "./address-fact.ts";

test("an address is read once for a connection", () => {
  const fact = new AddressFact();
  const first = fact.address("10.0.0.1");
  // What it is asked with later is not even looked at.
  expect(String(fact.address("10.0.0.2"))).toBe("10.0.0.1");
  expect(fact.text("10.0.0.2")).toBe("10.0.0.1");
  fact.forget();
  expect(fact.text("10.0.0.2")).toBe("10.0.0.2");
  expect(fact.address("10.0.0.3")).toBe(first);
});

test.each([
  ["10.0.0.1", "10.0.0.1"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
  ["2001:DB8:0::1", "2001:db8::1"],
  ["fe80::1%eth0", "fe80::1"],
])("the text of %s is canonical", (text, canonical) => {
  const fact = new AddressFact();
  expect(fact.text(text)).toBe(canonical);
  expect(String(fact.address(text))).toBe(canonical);
});

test.each(["", "10.0.0", "10.0.0.1%eth0", "fe80::1%", undefined as unknown as string])("%s is a fault", (text) => {
  const fact = new AddressFact();
  fact.text("10.0.0.1");
  fact.forget();
  expect(fact.text(text)).toBeInstanceOf(Fault);
  expect(fact.address(text)).toBe(fact.text(text));
});
