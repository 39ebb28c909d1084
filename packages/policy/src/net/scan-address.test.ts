import fc from "fast-check";
import { expect, test } from "vitest";
import { Address, parseAddress, parseSocketAddress, readAddress } from "./address.ts";

const group = fc.oneof(
  fc.constantFrom("0", "0", "0", "00", "ffff", "FFFF", "1", "01", "db8", "aB"),
  fc.nat(0xffff).map((n) => n.toString(16)),
);
const quad = fc.array(fc.nat(256), { minLength: 3, maxLength: 4 }).map((octets) => octets.join("."));
/** Mostly addresses, in every way to write them, and some that nearly are. */
const texts = fc.oneof(
  quad,
  fc.array(group, { minLength: 7, maxLength: 9 }).map((groups) => groups.join(":")),
  fc
    .tuple(fc.array(group, { maxLength: 6 }), fc.array(group, { maxLength: 6 }))
    .map(([a, b]) => `${a.join(":")}::${b.join(":")}`),
  fc.tuple(fc.array(group, { maxLength: 6 }), quad).map(([a, b]) => `${a.join(":")}::${b}`),
  fc.tuple(fc.array(group, { minLength: 5, maxLength: 7 }), quad).map(([a, b]) => `${a.join(":")}:${b}`),
  fc.tuple(fc.constantFrom("::ffff:", "0:0:0:0:0:ffff:"), quad).map((parts) => parts.join("")),
  fc.ipV6(),
);

test("a text is canonical if and only if the address prints as it", () => {
  const target = new Address(0, 0, 0, 0);
  let canonical = 0;
  fc.assert(
    fc.property(texts, (text) => {
      const address = parseSocketAddress(text);
      const form = readAddress(text, target);
      expect(form).toBe(address === undefined ? "none" : String(address) === text ? "canonical" : "other");
      if (form === "canonical") canonical++;
    }),
    { numRuns: 5000 },
  );
  expect(canonical).toBeGreaterThan(200);
});

test.each([
  ["::a", "canonical"],
  ["::A", "other"],
  ["::F", "other"],
  // Of runs of the same length the first is shortened.
  ["1::2:0:0:3:4", "canonical"],
  ["1:0:0:2::3:4", "other"],
  ["fe80::1%eth0", "other"],
  ["fe80::1%", "none"],
  ["192.0.2.1%eth0", "none"],
])("the form of %s is %s", (text, form) => {
  expect(readAddress(text, new Address(0, 0, 0, 0))).toBe(form);
});

test("what prints is canonical", () => {
  const words = fc.oneof(fc.constantFrom(0, 0, 1, 0xffff, -1, 0x10000), fc.integer());
  fc.assert(
    fc.property(words, words, words, words, (w0, w1, w2, w3) => {
      const address = new Address(w0, w1, w2, w3);
      const target = new Address(1, 2, 3, 4);
      expect(readAddress(address.toString(), target)).toBe("canonical");
      expect(target).toEqual(address);
    }),
    { numRuns: 5000 },
  );
});

test("the address that is written over is that of the text, and stays as it was for a text that is none", () => {
  const target = new Address(0, 0, 0, 0);
  fc.assert(
    fc.property(texts, (text) => {
      const before = String(target);
      // Nor is it that of a text that was read in between.
      parseAddress("2001:db8::7");
      readAddress(text, target);
      expect(String(target)).toBe(String(parseAddress(text) ?? before));
    }),
  );
});
