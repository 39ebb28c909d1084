import fc from "fast-check";
import { expect, test } from "vitest";
import { timestampOf } from "./timestamp.ts";

test("a time is told as `toISOString` does, whichever were told before", () => {
  const date = fc.oneof(
    fc.date({ noInvalidDate: true }),
    // So few that they meet again, in the same second too.
    fc.constantFrom(0, 1, 64, 65, 128, -1, -64, 2 ** 31, 2 ** 32, 2 ** 32 + 64).map((time) => new Date(time)),
  );
  fc.assert(
    fc.property(fc.array(date, { minLength: 1 }), (dates) => {
      expect(dates.map(timestampOf)).toEqual(dates.map((each) => each.toISOString()));
    }),
  );
});

test("an invalid date throws", () => {
  expect(() => timestampOf(new Date(Number.NaN))).toThrow(RangeError);
});
