import { expect, test } from "vitest";
import { shownDocument } from "./shown.ts";

const BODY = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg";

test.each<[string, object, object]>([
  [
    "a private key is masked, wherever it stands",
    { vars: { a: [`-----BEGIN EC PRIVATE KEY-----\n${BODY}`] } },
    { vars: { a: ["-----BEGIN EC PRIVATE KEY-----«private key»"] } },
  ],
  [
    "a piece of one that a message quotes is masked",
    { message: `\`${BODY}\` is no key` },
    { message: "`«private key»` is no key" },
  ],
  ["data that only looks like one is whole", { vars: { bytes: BODY } }, { vars: { bytes: BODY } }],
])("of an answer, %s", (_, document, shown) => {
  expect(JSON.parse(shownDocument(document))).toEqual(shown);
});

test("what a terminal obeys is written as an escape of JSON", () => {
  expect(shownDocument({ a: "\u001b[31m\u202e" })).toBe('{"a":"\\u001b[31m\\u202e"}');
});
