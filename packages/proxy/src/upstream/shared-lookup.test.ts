import type { LookupFunction } from "node:net";
import { expect, test } from "vitest";
import { shareLookups } from "./shared-lookup.ts";

/** A resolver that answers when it is told to. */
function resolver() {
  const asked: { readonly name: string; readonly answer: () => void }[] = [];
  const lookup: LookupFunction = (name, _options, done) => {
    asked.push({ name, answer: () => done(null, "192.0.2.1", 4) });
  };
  return { asked, lookup: shareLookups(lookup) };
}

test("a name is asked for once, however many wait for it, and all are told", () => {
  const { asked, lookup } = resolver();
  const heard: unknown[] = [];
  for (let i = 0; i < 20; i++) lookup("hangs.example", { all: true }, (_error, address) => heard.push(address));
  lookup("other.example", { all: true }, (_error, address) => heard.push(`other ${address}`));
  expect(asked.map(({ name }) => name)).toEqual(["hangs.example", "other.example"]);
  asked[1]?.answer();
  expect(heard).toEqual(["other 192.0.2.1"]);
  asked[0]?.answer();
  expect(heard).toHaveLength(21);
});

test("who asks after the answer asks anew, and what is asked otherwise is another question", () => {
  const { asked, lookup } = resolver();
  const ask = (family: number): void => lookup("a.example", { family }, () => {});
  ask(4);
  ask(6);
  expect(asked).toHaveLength(2);
  asked[0]?.answer();
  ask(4);
  ask(6);
  expect(asked).toHaveLength(3);
});
