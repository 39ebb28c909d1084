import { expect, test } from "vitest";
import { quotePattern, textSample } from "./quote.ts";
import { Untranslatable } from "./untranslatable.ts";

test.each([
  ["app.example.com:443", "str(app.example.com:443)"],
  ["", "str()"],
  ["a,b) 'é' #", `str(${Buffer.from("a,b) 'é' #").toString("base64")}),b64dec`],
])("a sample of `%s`", (text, sample) => {
  expect(textSample(text)).toBe(sample);
});

test("HAProxy ends text at a NUL", () => {
  expect(() => textSample("a\0b")).toThrow(Untranslatable);
});

test("patterns are in strong quotes, and cannot have one", () => {
  expect(quotePattern('a "b" $c \\d #')).toBe(`'a "b" $c \\d #'`);
  for (const text of ["it's", "a\nb"]) expect(() => quotePattern(text)).toThrow(Untranslatable);
});
