import type { Cidr } from "../net/index.ts";
import { type LintContext, type Place, warn } from "./context.ts";

/** A block of a list, and where it is written. */
export interface PlacedBlock {
  readonly cidr: Cidr;
  readonly at: Place;
}

/** Finds blocks of a `restrict-ips` that say nothing: inside of another of their list, or denied as a whole. */
export function lintBlocks(allow: readonly PlacedBlock[], deny: readonly PlacedBlock[], context: LintContext): void {
  for (const list of [allow, deny]) {
    for (const { block, around } of contained(list)) {
      const same = block.cidr.text === around.cidr.text;
      const message = same
        ? `\`${block.cidr.text}\` is listed twice`
        : `\`${block.cidr.text}\` is inside of \`${around.cidr.text}\`, which is in the same list`;
      warn(context, "redundant-cidr", block.at, message, { hint: "remove it" });
    }
  }
  for (const { block, around } of containedIn(allow, deny)) {
    const message = `\`${block.cidr.text}\` is allowed and denied: \`${around.cidr.text}\` is denied, and that wins`;
    warn(context, "cidr-allowed-and-denied", block.at, message, { hint: "remove it from one of the lists" });
  }
}

interface Containment {
  readonly block: PlacedBlock;
  readonly around: PlacedBlock;
}

/** Blocks of the list that another of it contains; of equal ones the later in the file. */
function contained(list: readonly PlacedBlock[]): readonly Containment[] {
  return sweep(list.map((block) => ({ block, isAround: true, isAsked: true })));
}

/** Blocks of `inner` that one of `outer` contains. */
function containedIn(inner: readonly PlacedBlock[], outer: readonly PlacedBlock[]): readonly Containment[] {
  return sweep([
    ...outer.map((block) => ({ block, isAround: true, isAsked: false })),
    ...inner.map((block) => ({ block, isAround: false, isAsked: true })),
  ]);
}

interface Swept {
  readonly block: PlacedBlock;
  readonly isAround: boolean;
  readonly isAsked: boolean;
}

/** One pass over the blocks in the order of their addresses: lists of 100,000 are common. */
function sweep(blocks: readonly Swept[]): readonly Containment[] {
  const found: Containment[] = [];
  // Blocks never overlap in part, so the only candidates are those that the last one was inside of.
  const open: PlacedBlock[] = [];
  for (const { block, isAround, isAsked } of [...blocks].sort(byAddress)) {
    while (open.length > 0 && !contains(open[open.length - 1] as PlacedBlock, block)) open.pop();
    const around = open.at(-1);
    if (isAsked && around !== undefined) found.push({ block, around });
    if (isAround) open.push(block);
  }
  return found;
}

function contains({ cidr: outer }: PlacedBlock, { cidr: inner }: PlacedBlock): boolean {
  return outer.prefix <= inner.prefix && outer.contains(inner.network);
}

function byAddress({ block: a }: Swept, { block: b }: Swept): number {
  const [x, y] = [a.cidr, b.cidr];
  return (
    x.family - y.family ||
    (x.network.w0 >>> 0) - (y.network.w0 >>> 0) ||
    (x.network.w1 >>> 0) - (y.network.w1 >>> 0) ||
    (x.network.w2 >>> 0) - (y.network.w2 >>> 0) ||
    (x.network.w3 >>> 0) - (y.network.w3 >>> 0) ||
    x.prefix - y.prefix
  );
}
