import { Address } from "./address.ts";
import { addressHash } from "./address-hash.ts";
import type { BlockList } from "./block-list.ts";

/** All blocks of one length. */
export interface Length {
  readonly prefix: number;
  /** The bits of an address, in four words, that it has in common with a block around it. */
  readonly m0: number;
  readonly m1: number;
  readonly m2: number;
  readonly m3: number;
  /** Its first slot, and what a hash is multiplied with for the slot from there on. */
  readonly slot: number;
  readonly scale: number;
  /** How many blocks are shorter. */
  readonly first: number;
}

/**
 * Blocks in slots, two for each: by length, short ones first; in a length by a hash of their bits; those of one slot in order.
 * One whose slot is taken stands in the next that is free.
 */
export interface HashedBlocks {
  readonly lengths: readonly Length[];
  /** The words of first addresses that are not all 0: of IPv6 blocks two or four a slot, of IPv4 ones the last of four. */
  readonly words: Int32Array;
  readonly stride: 1 | 2 | 4;
  /** A bit for each slot, set where a block is. */
  readonly taken: Uint32Array;
}

/** Each is looked at for an address that is in no block. */
const MOST_LENGTHS = 4;
/** All of fewer are in the caches, and a search in what is sorted is as quick. */
const FEWEST_BLOCKS = 1000;
/** Slots that a block may stand behind its own. It comes to more where somebody chose the blocks for it, but not by chance. */
const FARTHEST = 64;

/**
 * The blocks without exact duplicates; or `undefined` where they are few, or of many lengths, or stand too far from their
 * slots. The result depends on which blocks there are, not on their order.
 */
export function hashBlocks(blocks: BlockList): HashedBlocks | undefined {
  if (blocks.length < FEWEST_BLOCKS) return undefined;
  const lengths = lengthsOf(blocks);
  const last = lengths.at(-1) as Length;
  if (lengths.length > MOST_LENGTHS) return undefined;
  const slots = last.slot + slotsFor(blocks.length - last.first);
  const own = ownSlots(blocks, lengths);
  const order = inOrder(blocks, own, slots);
  if (order === undefined) return undefined;
  if (order.length < blocks.length) return hashBlocks(blocks.only(order));
  const stride = blocks.stride === 4 && last.prefix <= 64 ? 2 : blocks.stride;
  const words = new Int32Array(slots * stride);
  const taken = new Uint32Array((slots + 31) >>> 5);
  let slot = -1;
  for (const block of order) {
    slot = Math.max(slot + 1, own[block] ?? 0);
    if (slot - (own[block] ?? 0) > FARTHEST) return undefined;
    for (let word = 0; word < stride; word++)
      words[slot * stride + word] = blocks.words[block * blocks.stride + word] ?? 0;
    taken[slot >>> 5] = (taken[slot >>> 5] ?? 0) | (1 << slot);
  }
  return { lengths, words, stride, taken };
}

/** The lengths that there are, ascending. */
function lengthsOf({ prefixes, length, stride }: BlockList): Length[] {
  const counts = new Uint32Array(129);
  for (let i = 0; i < length; i++) counts[prefixes[i] ?? 0] = (counts[prefixes[i] ?? 0] ?? 0) + 1;
  const lengths: Length[] = [];
  let slot = 0;
  let first = 0;
  for (const [prefix, count] of counts.entries()) {
    if (count === 0) continue;
    const { w0, w1, w2, w3 } = new Address(-1, -1, -1, -1).masked(prefix + (stride === 1 ? 96 : 0));
    lengths.push({ prefix, m0: w0, m1: w1, m2: w2, m3: w3, slot, scale: (2 * count) / 2 ** 32, first });
    slot += slotsFor(count);
    first += count;
  }
  return lengths;
}

/** Two for each, and behind them some for those whose slots are taken: the last of a length is always free. */
function slotsFor(count: number): number {
  return 2 * count + FARTHEST + 1;
}

/** The slot that the hash of each block chooses. */
function ownSlots(blocks: BlockList, lengths: readonly Length[]): Uint32Array {
  const byPrefix: Length[] = [];
  for (const length of lengths) byPrefix[length.prefix] = length;
  const own = new Uint32Array(blocks.length);
  for (let i = 0; i < own.length; i++) {
    const { slot, scale } = byPrefix[blocks.prefixes[i] ?? 0] as Length;
    const hash = addressHash(blocks.word(i, 0), blocks.word(i, 1), blocks.word(i, 2), blocks.word(i, 3));
    own[i] = slot + Math.floor(hash * scale);
  }
  return own;
}

/** The blocks by their slots, those of one slot by their words, without duplicates; `undefined` where too many have one slot. */
function inOrder(blocks: BlockList, own: Uint32Array, slots: number): Uint32Array | undefined {
  const starts = new Uint32Array(slots + 1);
  for (const slot of own) starts[slot + 1] = (starts[slot + 1] ?? 0) + 1;
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
  const ends = starts.slice(0, -1);
  const order = new Uint32Array(own.length);
  let distinct = 0;
  for (let i = 0; i < own.length; i++) {
    const slot = own[i] ?? 0;
    const start = starts[slot] ?? 0;
    const end = ends[slot] ?? 0;
    let at = start;
    while (at < end && blocks.compare(order[at] ?? 0, i) < 0) at++;
    if (at < end && blocks.compare(order[at] ?? 0, i) === 0) continue;
    if (end - start > FARTHEST) return undefined;
    order.copyWithin(at + 1, at, end);
    order[at] = i;
    ends[slot] = end + 1;
    distinct++;
  }
  if (distinct === order.length) return order;
  const kept = new Uint32Array(distinct);
  let length = 0;
  for (let slot = 0; slot < slots; slot++) {
    for (let at = starts[slot] ?? 0; at < (ends[slot] ?? 0); at++) kept[length++] = order[at] ?? 0;
  }
  return kept;
}
