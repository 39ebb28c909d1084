import { type Entry, isNull, type MapNode, type Node, type Sink } from "@sluice/policy/source";

/** Names the file that something stands in. */
export type FileOf = (node: Node) => string;

/**
 * Several configurations as one: lists of the top level are joined, and maps with all that is in them. What can be there once only
 * is an error where it stands the second time. `undefined`: there is none.
 */
export function joinTrees(trees: readonly MapNode[], sink: Sink, fileOf: FileOf): MapNode | undefined {
  const [first, ...others] = trees;
  return others.reduce<MapNode | undefined>(
    (joined, tree) => joined && joinMaps(joined, tree, { sink, fileOf, isTop: true }),
    first,
  );
}

interface Joining {
  readonly sink: Sink;
  readonly fileOf: FileOf;
  /** Whether these are keys of the top level, whose lists say what there is and not how something is. */
  readonly isTop: boolean;
}

function joinMaps(one: MapNode, other: MapNode, joining: Joining): MapNode {
  const entries = new Map(one.entries.map((entry) => [entry.key.value, entry]));
  for (const entry of other.entries) {
    const known = entries.get(entry.key.value);
    entries.set(entry.key.value, known ? { ...known, value: joinValues(known, entry, joining) } : entry);
  }
  return { ...one, entries: [...entries.values()] };
}

function joinValues(known: Entry, added: Entry, joining: Joining): Node {
  const [one, other] = [known.value, added.value];
  if (one.kind === "map" && other.kind === "map") return joinMaps(one, other, { ...joining, isTop: false });
  if (joining.isTop && one.kind === "list" && other.kind === "list") {
    const gaps = [...(one.gaps ?? []), ...(other.gaps ?? []).map((gap) => gap + one.items.length)];
    return { ...one, items: [...one.items, ...other.items], ...(gaps.length > 0 ? { gaps } : {}) };
  }
  // A list that is still empty on one side, as a template leaves it.
  if (joining.isTop && added.key.value === "endpoints" && (isNull(one) || isNull(other))) {
    return isNull(one) ? other : one;
  }
  const { start, end } = added.key;
  const message = `\`${added.key.value}\` is in ${joining.fileOf(known.value)} already`;
  joining.sink.report("duplicate-key", start, end, message, { hint: "keep one of the two" });
  return one;
}
