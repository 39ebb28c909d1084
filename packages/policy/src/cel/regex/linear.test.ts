import { describe, expect, it } from "vitest";
import { Automaton, MAX_STATES } from "./automaton.ts";
import { compileRegex } from "./index.ts";
import { parseRegexp } from "./parse.ts";
import { assemble } from "./program.ts";
import { search } from "./search.ts";

/** A text that counts how often one of its characters is read. */
function counting(text: string): { readonly text: string; reads(): number } {
  let reads = 0;
  const counted = {
    length: text.length,
    charCodeAt: (i: number) => {
      reads++;
      return text.charCodeAt(i);
    },
  };
  return { text: counted as unknown as string, reads: () => reads };
}

function automatonOf(pattern: string): Automaton {
  const parsed = parseRegexp(pattern);
  if (parsed === undefined) throw new Error(`${pattern} is outside of the subset`);
  return new Automaton(assemble(parsed));
}

const LONG = "a".repeat(100_000);
const REDOS: readonly [pattern: string, matches: boolean][] = [
  ["(a+)+$", false],
  ["^(a+)+$", false],
  ["^(a|aa)+$", false],
  ["^(a|a?)+$", false],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", false],
  ["(.*a){20}", true],
  ["^(.*a){20}$", false],
  ["^(a?){30}a{30}$", false],
  ["([a-z]+[a-z]*)*b", false],
  ["(x+x+)+y", false],
];

describe("every character is read at most once", () => {
  it.each(REDOS)("%s", (pattern, matches) => {
    const automaton = automatonOf(pattern);
    const { text, reads } = counting(`${LONG}!`);
    const unneeded = () => {
      throw new Error("the automaton was enough");
    };
    expect(search({ build: () => automaton, fallback: unneeded })(text)).toBe(matches);
    expect(reads()).toBeLessThanOrEqual(LONG.length + 1);
    expect(automaton.size).toBeLessThan(100);
    expect(compileRegex(pattern)).toHaveProperty("test");
  });

  it("stops where nothing more can match, and where something has", () => {
    const dead = counting(`b${LONG}`);
    expect(search({ build: () => automatonOf("^a+$"), fallback: () => true })(dead.text)).toBe(false);
    expect(dead.reads()).toBe(1);
    const matched = counting(`xab${LONG}`);
    expect(search({ build: () => automatonOf("a.*b"), fallback: () => false })(matched.text)).toBe(true);
    expect(matched.reads()).toBe(3);
  });
});

describe("automata that would grow too large", () => {
  const pattern = "^(a|b)*a(a|b){12}$";
  /** Every text of thirteen characters leads to a state of its own. */
  const words = Array.from({ length: 1 << 13 }, (_, i) =>
    i.toString(2).padStart(13, "a").replace(/0/g, "a").replace(/1/g, "b"),
  );

  it("stay bounded, and another engine answers", () => {
    const automaton = automatonOf(pattern);
    let asked = 0;
    const test = search({
      build: () => automaton,
      fallback: (text) => {
        asked++;
        return text.at(-13) === "a";
      },
    });
    for (const word of words) expect(test(word)).toBe(word.at(-13) === "a");
    expect(automaton.size).toBeLessThanOrEqual(MAX_STATES);
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(words.length);
  });

  it("have fewer states where each is large", () => {
    const automaton = automatonOf("a[ab]{480}[cd]");
    let asked = 0;
    const test = search({ build: () => automaton, fallback: () => ++asked > 0 });
    for (const word of words.slice(0, 200)) test(word.repeat(40));
    expect(asked).toBeGreaterThan(0);
    expect(automaton.size).toBeLessThan(MAX_STATES / 2);
  });

  it("give the same answers through and through", () => {
    const regex = compileRegex(pattern);
    if (typeof regex === "string") throw new Error(regex);
    for (const word of words.slice(0, 2000)) expect(regex.test(word)).toBe(word.at(-13) === "a");
  });
});
