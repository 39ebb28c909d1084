import { isFault } from "../cel/index.ts";
import type { Address, Cidr } from "../net/index.ts";
import type { AddressKey, Demand } from "./demand.ts";
import { NOWHERE, type Places, UNKNOWN } from "./rule-index.ts";

type Blocks = Demand & { readonly kind: "blocks" };

/**
 * A node for each block; above it the smallest other one that it lies in. An address falls on the smallest that contains
 * it: sorted by where they begin, the last one that does not begin behind it, or what is above that.
 */
export function blockPlaces({ side }: AddressKey, demands: readonly Blocks[]): Places<Blocks> {
  const byText = new Map(demands.flatMap(({ blocks }) => blocks.map((block) => [block.text, block] as const)));
  const blocks = [...byText.values()].sort((a, b) => compare(a, b.network, b.family) || a.prefix - b.prefix);
  const nodes = new Map(blocks.map(({ text }, node) => [text, node]));
  const parents = new Int32Array(blocks.length);
  for (const [node, { network }] of blocks.entries()) parents[node] = smallestAround(network, node - 1);

  function smallestAround(address: Address, from: number): number {
    let node = from;
    while (node >= 0 && blocks[node]?.contains(address) !== true) node = parents[node] as number;
    return node >= 0 ? node : NOWHERE;
  }

  return {
    parents,
    nodesOf: ({ blocks }) => new Set(blocks.map(({ text }) => nodes.get(text) as number)),
    find(state) {
      const address = side === "client" ? state.clientAddress() : state.serverAddress();
      if (isFault(address)) return UNKNOWN;
      let low = 0;
      let high = blocks.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (compare(blocks[middle] as Cidr, address, address.family) <= 0) low = middle + 1;
        else high = middle;
      }
      return smallestAround(address, low - 1);
    },
  };
}

/** Where a block begins, beside an address; those of IPv4 come first. */
function compare({ family, network }: Cidr, address: Address, otherFamily: 4 | 6): number {
  if (family !== otherFamily) return family - otherFamily;
  return (
    (network.w0 >>> 0) - (address.w0 >>> 0) ||
    (network.w1 >>> 0) - (address.w1 >>> 0) ||
    (network.w2 >>> 0) - (address.w2 >>> 0) ||
    (network.w3 >>> 0) - (address.w3 >>> 0)
  );
}
