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
  const compare = kind === "prefix" ? compareForwards : compareBackwards;
  const fits = kind === "prefix" ? startsWith : endsWith;
  const texts = [...new Set(demands.map(({ text }) => text))].sort(compare);
  const nodes = new Map(texts.map((text, node) => [text, node]));
  const parents = new Int32Array(texts.length);
  for (const [node, text] of texts.entries()) {
    // What is above it is above the one before it, too, or is that one.
    let above = node - 1;
    while (above >= 0 && !fits(text, texts[above] as string)) above = parents[above] as number;
    parents[node] = above;
  }
  return {
    parents,
    nodesOf: ({ text }) => [nodes.get(text) as number],
    find(state) {
      const value = readKey(key, state);
      if (typeof value !== "string") return UNKNOWN;
      let low = 0;
      let high = texts.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (compare(texts[middle] as string, value) <= 0) low = middle + 1;
        else high = middle;
      }
      let node = low - 1;
      while (node >= 0 && !fits(value, texts[node] as string)) node = parents[node] as number;
      return node >= 0 ? node : NOWHERE;
    },
  };
}

function startsWith(text: string, part: string): boolean {
  return text.startsWith(part);
}

function endsWith(text: string, part: string): boolean {
  return text.endsWith(part);
}

function compareForwards(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = a.charCodeAt(i) - b.charCodeAt(i);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareBackwards(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 1; i <= length; i++) {
    const order = a.charCodeAt(a.length - i) - b.charCodeAt(b.length - i);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
