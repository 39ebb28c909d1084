import { expect, it } from "vitest";
import { uriOf } from "./artifact.ts";

it.each([
  ["policies/app.yml", "policies/app.yml"],
  ["./policies/app.yml", "policies/app.yml"],
  ["../app.yml", "../app.yml"],
  ["/etc/sluice/app.yml", "file:///etc/sluice/app.yml"],
  ["C:\\sluice\\a b.yml", "file:///C:/sluice/a%20b.yml"],
  ["a\\b.yml", "a%5Cb.yml"],
  ["a:b/c?d#e%.yml", "a%3Ab/c%3Fd%23e%25.yml"],
  ["né/\u{1f9a6}.yml", "n%C3%A9/%F0%9F%A6%A6.yml"],
  ["half \ud800.yml", "half%20%EF%BF%BD.yml"],
])("%s is %s", (path, uri) => {
  expect(uriOf(path)).toBe(uri);
  expect(() => new URL(uri, "file:///somewhere/")).not.toThrow();
});
