/** The first block from `from` outwards, by the links in `parents`, that contains the start of block `i`; or -1. */
type Around = (from: number, i: number, parents: Int32Array) => number;

/**
 * The index of the closest block around each of `size` blocks, or -1: of blocks that nest or are apart, in the order of their
 * starts. Empty if none has one: most lists are disjoint, and a lookup that finds nothing then looks for no link.
 */
export function parentsOf(size: number, around: Around): Int32Array {
  const parents = new Int32Array(size);
  let isNested = false;
  for (let i = 0, before = -1; i < size; before = i++) {
    const parent = around(before, i, parents);
    parents[i] = parent;
    isNested ||= parent >= 0;
  }
  return isNested ? parents : new Int32Array(0);
}
