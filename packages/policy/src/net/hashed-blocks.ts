import { Address } from "./address.ts";
import { addressHash } from "./address-hash.ts";
import { bitsIn } from "./bits-in.ts";
import type { BlockList } from "./block-list.ts";

/**
 * Different blocks of one family in slots, four for each. In which slot one belongs follows from its first `base` bits; where that is
 * taken, it stands in the next that is free. So the blocks around an address are found from the slot of its own first bits on, before
 * the next free one. A slot is a bit: the blocks themselves stand close together, in the order of their slots, and a million of them in as
 * few pages of memory as they can.
 */
export interface HashedBlocks {
  /** The length of the shortest block. */
  readonly base: number;
  /** The first `base` bits of an address, as a mask. */
  readonly mask: Address;
  /** A hash times this is a slot. */
  readonly scale: number;
  /** Two words for each 32 slots: how many are taken before them, and a bit for each, set where a block is. The last slots are free. */
  readonly slots: Uint32Array;
  /** First addresses, `stride` words for a block: the last of four for IPv4; for IPv6 all, or two where the others are 0. */
  readonly words: Int32Array;
  readonly stride: 1 | 2 | 4;
  /** The length of each block; empty where all have the length of the shortest. */
  readonly prefixes: Uint8Array;
}

/** What a list came to: blocks of a length and longer ones in slots, and the rest. */
export interface Hashed {
  readonly hashed: HashedBlocks;
  readonly long: BlockList;
  /** Which of `long` stand in the slots, in their order; fewer where some were in the list twice. */
  readonly order: Uint32Array;
  readonly shorter: BlockList;
}

/** Slots for a block: an address that is in no block is compared with one if its slot is taken, as one in four is. More slots take more memory. */
const SLOTS = 4;
/** One block in so many may be shorter than `base`: they are looked for elsewhere. */
const ONE_IN = 8;
/** For each block, how many there are before it in as many slots as a block has. By chance it is a half. */
const MOST_BEFORE = 1.5;
/** Slots taken one behind the other: for an address all of them may have to be looked through. */
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
 * have to be of one length: else a search in what is sorted is as quick.
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
  const slotCount = SLOTS * blocks.length;
  const scale = slotCount / 2 ** 32;
  const own = ownSlots(blocks, mask, scale);
  const order = inOrder(blocks, own);
  if (order === undefined) return undefined;
  const slots = takenSlots(order, own, slotCount);
  if (slots === undefined) return undefined;
  const longest = blocks.prefixes.subarray(0, blocks.length).reduce((most, prefix) => Math.max(most, prefix), 0);
  const stride = given === 4 && longest <= 64 ? 2 : given;
  const words = new Int32Array(order.length * stride);
  const prefixes = new Uint8Array(longest === base ? 0 : order.length);
  for (let i = 0; i < order.length; i++) {
    const block = order[i] ?? 0;
    for (let word = 0; word < stride; word++) words[i * stride + word] = blocks.words[block * given + word] ?? 0;
    if (prefixes.length > 0) prefixes[i] = blocks.prefixes[block] ?? 0;
  }
  return { hashed: { base, mask, scale, slots, words, stride, prefixes }, order };
}

/** `HashedBlocks.slots`; `undefined` where too many are taken one behind the other. */
function takenSlots(order: Uint32Array, own: Uint32Array, slotCount: number): Uint32Array | undefined {
  // Behind the last slot there is room for what belongs in it, and for one that stays free.
  const slots = new Uint32Array(2 * Math.ceil((slotCount + LONGEST_RUN + 1) / 32));
  let slot = -1;
  let run = 0;
  for (const block of order) {
    const from = own[block] ?? 0;
    run = from > slot + 1 ? 1 : run + 1;
    if (run > LONGEST_RUN) return undefined;
    slot = Math.max(slot + 1, from);
    const bits = 2 * (slot >>> 5) + 1;
    slots[bits] = (slots[bits] ?? 0) | (1 << slot);
  }
  for (let i = 2; i < slots.length; i += 2) slots[i] = (slots[i - 2] ?? 0) + bitsIn(slots[i - 1] ?? 0);
  return slots;
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

/** The blocks by their slots, those of one slot by `compare`, without duplicates; `undefined` where too many belong close to each other. */
function inOrder(blocks: BlockList, own: Uint32Array): Uint32Array | undefined {
  // A group has the slots of one block: a count for each slot would take more memory than all else.
  const groups = blocks.length;
  const starts = new Uint32Array(groups + 1);
  for (const slot of own) starts[groupOf(slot) + 1] = (starts[groupOf(slot) + 1] ?? 0) + 1;
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
  const ends = starts.slice(0, -1);
  const order = new Uint32Array(own.length);
  /** As `compare`, by their slots before all else. */
  const compare = (block: number, other: number) =>
    (own[block] ?? 0) - (own[other] ?? 0) || blocks.compare(block, other);
  let before = 0;
  let distinct = 0;
  for (let i = 0; i < own.length; i++) {
    const group = groupOf(own[i] ?? 0);
    const start = starts[group] ?? 0;
    const end = ends[group] ?? 0;
    let at = start;
    while (at < end && compare(order[at] ?? 0, i) < 0) at++;
    if (at < end && compare(order[at] ?? 0, i) === 0) continue;
    before += end - start;
    if (end - start === LONGEST_RUN || before > MOST_BEFORE * own.length) return undefined;
    order.copyWithin(at + 1, at, end);
    order[at] = i;
    ends[group] = end + 1;
    distinct++;
  }
  if (distinct === order.length) return order;
  let length = 0;
  for (let group = 0; group < groups; group++) {
    for (let at = starts[group] ?? 0; at < (ends[group] ?? 0); at++) order[length++] = order[at] ?? 0;
  }
  return order.subarray(0, length);
}

function groupOf(slot: number): number {
  return Math.floor(slot / SLOTS);
}
