import { Address } from "./address.ts";
import { addressHash } from "./address-hash.ts";
import type { BlockList } from "./block-list.ts";

/**
 * Different blocks of one family in slots, two for each. In which slot one belongs follows from its first `base` bits; where that is
 * taken, it stands in the next that is free. So the blocks around an address are found from the slot of its own first bits on, before
 * the next free one.
 */
export interface HashedBlocks {
  /** The length of the shortest block. */
  readonly base: number;
  /** The first `base` bits of an address, as a mask. */
  readonly mask: Address;
  /** A hash times this is a slot. */
  readonly scale: number;
  /** First addresses, `stride` words for a slot: the last of four for IPv4; for IPv6 all, or two where the others are 0. */
  readonly words: Int32Array;
  readonly stride: 1 | 2 | 4;
  /** The length of the block in each slot; empty where all have the length of the shortest. */
  readonly prefixes: Uint8Array;
  /** A bit for each slot, set where a block is. The last slots are free. */
  readonly taken: Uint32Array;
}

/** What a list came to: blocks of a length and longer ones in slots, and the rest. */
export interface Hashed {
  readonly hashed: HashedBlocks;
  readonly long: BlockList;
  /** Which of `long` stand in the slots, in their order; fewer where some were in the list twice. */
  readonly order: Uint32Array;
  readonly shorter: BlockList;
}

/** One block in so many may be shorter than `base`: they are looked for elsewhere. */
const ONE_IN = 8;
/** For each block, how many there are before it in its slot. By chance it is a quarter. */
const MOST_BEFORE = 1.5;
/**
 * Slots taken one behind the other: for an address all of them may have to be looked through. Of four million blocks that nobody had chosen there
 * were 62.
 */
const LONGEST_RUN = 256;

/** `undefined` where many have the same first bits: since they are close to each other, or since somebody chose them to collide. */
export function hashBlocks(blocks: BlockList): Hashed | undefined {
  for (const base of basesOf(blocks)) {
    const isLong = (block: number) => (blocks.prefixes[block] ?? 0) >= base;
    const long = blocks.filter(isLong);
    const found = inSlots(long, base);
    if (found) return { ...found, long, shorter: blocks.filter((block) => !isLong(block)) };
  }
  return undefined;
}

/**
 * The lengths to try: the shortest there is, for then nothing is left, and the longest that leaves only a few. Of IPv4 blocks those in slots
 * have to be of one length: else a search in what is sorted, which is half as large, is as quick.
 */
function basesOf({ prefixes, length, stride }: BlockList): Iterable<number> {
  const counts = new Uint32Array(129);
  for (let i = 0; i < length; i++) counts[prefixes[i] ?? 0] = (counts[prefixes[i] ?? 0] ?? 0) + 1;
  let longest = 0;
  for (let shorter = 0; longest < 128; longest++) {
    shorter += counts[longest] ?? 0;
    if (shorter * ONE_IN > length) break;
  }
  if (stride === 1) return counts.some((count, prefix) => count > 0 && prefix > longest) ? [] : [longest];
  return new Set([counts.findIndex((count) => count > 0), longest]);
}

function inSlots(blocks: BlockList, base: number): Pick<Hashed, "hashed" | "order"> | undefined {
  const { stride: given } = blocks;
  const mask = new Address(-1, -1, -1, -1).masked(base + (given === 1 ? 96 : 0));
  const slots = 2 * blocks.length;
  const scale = slots / 2 ** 32;
  const own = ownSlots(blocks, mask, scale);
  const order = inOrder(blocks, own, slots);
  if (order === undefined) return undefined;
  const longest = blocks.prefixes.subarray(0, blocks.length).reduce((most, prefix) => Math.max(most, prefix), 0);
  const stride = given === 4 && longest <= 64 ? 2 : given;
  const all = slots + LONGEST_RUN + 1;
  const words = new Int32Array(all * stride);
  const prefixes = new Uint8Array(longest === base ? 0 : all);
  const taken = new Uint32Array((all + 31) >>> 5);
  let slot = -1;
  let run = 0;
  for (const block of order) {
    const from = own[block] ?? 0;
    run = from > slot + 1 ? 1 : run + 1;
    if (run > LONGEST_RUN) return undefined;
    slot = Math.max(slot + 1, from);
    for (let word = 0; word < stride; word++) words[slot * stride + word] = blocks.words[block * given + word] ?? 0;
    if (prefixes.length > 0) prefixes[slot] = blocks.prefixes[block] ?? 0;
    taken[slot >>> 5] = (taken[slot >>> 5] ?? 0) | (1 << slot);
  }
  return { hashed: { base, mask, scale, words, stride, prefixes, taken }, order };
}

/** The slot that each block belongs in. */
function ownSlots(blocks: BlockList, mask: Address, scale: number): Uint32Array {
  const own = new Uint32Array(blocks.length);
  for (let i = 0; i < own.length; i++) {
    const [w0, w1] = [blocks.word(i, 0) & mask.w0, blocks.word(i, 1) & mask.w1];
    const [w2, w3] = [blocks.word(i, 2) & mask.w2, blocks.word(i, 3) & mask.w3];
    own[i] = Math.floor(addressHash(w0, w1, w2, w3) * scale);
  }
  return own;
}

/** The blocks by their slots, those of one slot by `compare`, without duplicates; `undefined` where too many belong in one. */
function inOrder(blocks: BlockList, own: Uint32Array, slots: number): Uint32Array | undefined {
  const starts = new Uint32Array(slots + 1);
  for (const slot of own) starts[slot + 1] = (starts[slot + 1] ?? 0) + 1;
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
  const ends = starts.slice(0, -1);
  const order = new Uint32Array(own.length);
  let before = 0;
  let distinct = 0;
  for (let i = 0; i < own.length; i++) {
    const slot = own[i] ?? 0;
    const start = starts[slot] ?? 0;
    const end = ends[slot] ?? 0;
    let at = start;
    while (at < end && blocks.compare(order[at] ?? 0, i) < 0) at++;
    if (at < end && blocks.compare(order[at] ?? 0, i) === 0) continue;
    before += end - start;
    if (end - start === LONGEST_RUN || before > MOST_BEFORE * own.length) return undefined;
    order.copyWithin(at + 1, at, end);
    order[at] = i;
    ends[slot] = end + 1;
    distinct++;
  }
  if (distinct === order.length) return order;
  let length = 0;
  for (let slot = 0; slot < slots; slot++) {
    for (let at = starts[slot] ?? 0; at < (ends[slot] ?? 0); at++) order[length++] = order[at] ?? 0;
  }
  return order.subarray(0, length);
}
