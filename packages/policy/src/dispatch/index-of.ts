import { blockPlaces } from "./block-places.ts";
import type { Demand } from "./demand.ts";
import { exactPlaces } from "./exact-places.ts";
import { rangePlaces } from "./range-places.ts";
import { type Entry, type Places, RuleIndex } from "./rule-index.ts";
import { textPlaces } from "./text-places.ts";

type DemandOf<K extends Demand["kind"]> = Demand & { readonly kind: K };

/** The index of rules that go by the same kind of demand on the same key. */
export function indexOf(entries: readonly Entry<Demand>[]): RuleIndex {
  const first = entries[0]?.demand;
  if (first === undefined) throw new Error("an index without entries");
  const { key, kind } = first;
  switch (kind) {
    case "texts":
    case "numbers":
      return make<typeof kind>(entries, (demands) => exactPlaces(key, demands));
    case "prefix":
    case "suffix":
      return make<typeof kind>(entries, (demands) => textPlaces(key, demands, kind));
    case "blocks":
      return make<typeof kind>(entries, (demands) => blockPlaces(first.key, demands));
    case "range":
      return make<typeof kind>(entries, (demands) => rangePlaces(key, demands));
  }
}

function make<K extends Demand["kind"]>(
  entries: readonly Entry<Demand>[],
  placesOf: (demands: readonly DemandOf<K>[]) => Places<DemandOf<K>>,
): RuleIndex {
  // All of them are of the first one's kind.
  const same = entries as readonly Entry<DemandOf<K>>[];
  return RuleIndex.from(same, placesOf(same.map(({ demand }) => demand)));
}
