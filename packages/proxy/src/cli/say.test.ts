import { afterEach, expect, test, vi } from "vitest";
import { divertSaid, say, sayLines } from "./say.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("what is said goes to standard error, or where it is diverted to for a while", () => {
  const written: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  const diverted: string[] = [];
  const stop = divertSaid((text) => diverted.push(text));
  say("one");
  sayLines("a.yml:1:1: error\n");
  sayLines("");
  stop();
  say("two");
  expect([diverted, written]).toEqual([["sluice: one\n", "a.yml:1:1: error\n"], ["sluice: two\n"]]);
});

test("whoever was diverted to first does not end it for the next", () => {
  const diverted: string[] = [];
  const stopFirst = divertSaid(() => {});
  const stop = divertSaid((text) => diverted.push(text));
  stopFirst();
  say("one");
  stop();
  expect(diverted).toEqual(["sluice: one\n"]);
});
