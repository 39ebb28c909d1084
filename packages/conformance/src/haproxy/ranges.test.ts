import { expect, test } from "vitest";
import { printRange, readAddress, readRange } from "./ranges.ts";

test.each([
  ["192.0.2.77/24", "192.0.2.0/24"],
  ["192.0.2.10", "192.0.2.10/32"],
  ["2001:DB8:0:0::1/33", "2001:db8::/33"],
  ["::ffff:192.0.2.0/120", "192.0.2.0/24"],
  ["::ffff:c000:20a", "192.0.2.10/32"],
  ["::192.0.2.10", "::c000:20a/128"],
  ["0.0.0.0/0", "0.0.0.0/0"],
  ["::/0", "::/0"],
])("%s is %s", (text, printed) => {
  const range = readRange(text);
  expect(range && printRange(range)).toBe(printed);
});

test.each([
  "010.0.0.1",
  "10.1",
  "fe80::1%eth0",
  "10.0.0.0/33",
  "::ffff:10.0.0.0/95",
  "::1.2.3",
  "10.0.0.0/8/8",
  "",
  "a",
])("`%s` is none", (text) => expect(readRange(text)).toBeUndefined());

test("a CIDR is no address", () => {
  expect(readAddress("10.0.0.0/8")).toBeUndefined();
});
