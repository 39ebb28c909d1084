import type { AddressTable } from "./address-table.ts";
import { BlockList } from "./block-list.ts";
import { Cidr } from "./cidr.ts";
import { hashBlocks } from "./hashed-blocks.ts";
import { HashedTable4, HashedTable6 } from "./hashed-table.ts";
import { SortedTable4 } from "./sorted-table-4.ts";
import { SortedTable6 } from "./sorted-table-6.ts";

/** All of fewer are in the caches, and a search in what is sorted is nearly as quick. */
export const FEWEST_HASHED: number = 2 ** 16;
/** Those that are shorter than most are looked for behind these, whenever an address is in none of them: with a fifth less time if hashed. */
const FEWEST_HASHED_BEHIND = 2 ** 10;

/**
 * The table for a list of blocks, duplicates dropped: hashed where that is quicker, sorted otherwise. Which of the two, and which numbers
 * blocks have, depends on nothing but which blocks there are. `fewest`: how many are hashed at least.
 */
export function tableOf(blocks: BlockList, fewest: number = FEWEST_HASHED): AddressTable {
  const [Sorted, Hashed] = blocks.stride === 1 ? [SortedTable4, HashedTable4] : [SortedTable6, HashedTable6];
  if (blocks.length < fewest) return Sorted.from(blocks);
  const found = hashBlocks(blocks);
  const { order, long, shorter } = found ?? { order: NONE, long: new BlockList(blocks.stride), shorter: blocks };
  const rest = found ? tableOf(shorter, Math.min(fewest, FEWEST_HASHED_BEHIND)) : Sorted.from(shorter);
  if (order.length < long.length || rest.size < shorter.length) {
    const distinct = long.only(order);
    for (let i = 0; i < rest.size; i++) distinct.push(new Cidr(rest.networkAt(i), rest.prefixAt(i)));
    return tableOf(distinct, fewest);
  }
  return found ? new Hashed(found.hashed, rest) : rest;
}

const NONE: Uint32Array = new Uint32Array(0);
