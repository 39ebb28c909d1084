import fc from "fast-check";
import { expect, test } from "vitest";
import { unkeptNumber } from "./unkept-number.ts";

test.each([
  "9007199254740993",
  "-9007199254740993",
  "9007199254740993.0",
  "1e400",
  "-1e400",
  "1e-400",
  "0.1000000000000000000001",
  "1e99999999999999999999",
])("no double is %s", (number) => {
  expect(unkeptNumber(`{"a": [1, ${number}]}`)).toBe(10);
});

test.each([
  "0",
  "-0",
  "0e9",
  "100",
  "1.50",
  "1E2",
  "1e-2",
  "9007199254740992",
  "18014398509481984",
  "0.1",
  "1e308",
  "5e-324",
])("a double is %s", (number) => {
  expect(unkeptNumber(`[${number}]`)).toBeUndefined();
});

test("numbers within texts are texts", () => {
  expect(unkeptNumber('{"9007199254740993": "1e400 \\" 1e400"}')).toBeUndefined();
});

test("whatever is written by JSON's own writer is kept", () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(unkeptNumber(json)).toBeUndefined();
    }),
  );
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
      expect(unkeptNumber(JSON.stringify([double]))).toBeUndefined();
    }),
  );
});
