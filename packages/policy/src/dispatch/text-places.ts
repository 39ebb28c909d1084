import type { Demand, Key } from "./demand.ts";
import { readKey } from "./exact-places.ts";
import { NOWHERE, type Places, UNKNOWN } from "./rule-index.ts";

type Part = Demand & { readonly kind: "prefix" | "suffix" };

/**
 * A node for each text that strings are to begin with, or to end with; above it the longest other one that it begins or ends
 * with itself. Those of a string are then a chain: the longest that fits, and what is above it.
 *
 * The texts are sorted, endings from their last character on, so the longest that fits is the last one that does not come
 * behind the string, or is above it. This is a trie without nodes for single characters.
 */
export function textPlaces(key: Key, demands: readonly Part[], kind: Part["kind"]): Places<Part> {
  const unit = kind === "prefix" ? unitFromStart : unitFromEnd;
  const texts = [...new Set(demands.map(({ text }) => text))].sort((a, b) => compare(a, b, unit));
  const nodes = new Map(texts.map((text, node) => [text, node]));
  const parents = new Int32Array(texts.length);
  // What is above a text is above the one before it, too, or is that one.
  for (const [node, text] of texts.entries()) parents[node] = longestIn(text, node - 1);

  function longestIn(whole: string, from: number): number {
    let node = from;
    while (node >= 0 && !fits(texts[node] as string, whole)) node = parents[node] as number;
    return node >= 0 ? node : NOWHERE;
  }

  function fits(text: string, whole: string): boolean {
    return kind === "prefix" ? whole.startsWith(text) : whole.endsWith(text);
  }

  return {
    parents,
    nodesOf: ({ text }) => [nodes.get(text) as number],
    find(state) {
      const value = readKey(key, state);
      if (typeof value !== "string") return UNKNOWN;
      let low = 0;
      let high = texts.length;
      // Names end alike: what the texts on both sides have in common with the string, all between them have, and it is not
      // compared again: half the time with 10,000 suffixes of one domain (Node 24).
      let lowCommon = 0;
      let highCommon = 0;
      while (low < high) {
        const middle = (low + high) >>> 1;
        const text = texts[middle] as string;
        const common = commonUnits(text, value, Math.min(lowCommon, highCommon), unit);
        if (common === text.length || (common < value.length && unit(text, common) < unit(value, common))) {
          low = middle + 1;
          lowCommon = common;
        } else {
          high = middle;
          highCommon = common;
        }
      }
      return longestIn(value, low - 1);
    },
  };
}

type Unit = (text: string, i: number) => number;

function unitFromStart(text: string, i: number): number {
  return text.charCodeAt(i);
}

function unitFromEnd(text: string, i: number): number {
  return text.charCodeAt(text.length - 1 - i);
}

function commonUnits(a: string, b: string, from: number, unit: Unit): number {
  const length = Math.min(a.length, b.length);
  let i = from;
  while (i < length && unit(a, i) === unit(b, i)) i++;
  return i;
}

function compare(a: string, b: string, unit: Unit): number {
  const common = commonUnits(a, b, 0, unit);
  return common < a.length && common < b.length ? unit(a, common) - unit(b, common) : a.length - b.length;
}
