/** What came of a module's mutants: who noticed each, which survived, and whether the list of equivalent ones still holds. */

/**
 * `equivalents`: `{ file, around, original, text, nth?, reason }`, each naming mutants that no test can tell from the
 * original. Gives `survivors` (with `reason` if listed), the counts, two scores in percent, and `stale`: entries of the
 * list that name no mutant, or one that is noticed after all.
 */
export function judge({ mutants, results, equivalents }) {
  const tried = mutants.filter(({ id }) => results.has(id));
  const survivors = tried.filter(({ id }) => results.get(id).by === undefined);
  const stale = [];
  const reasons = new Map();
  for (const entry of equivalents) {
    const named = namedBy(entry, tried);
    if (named.length === 0) stale.push({ entry, why: "names no mutant" });
    for (const mutant of named) {
      const { by } = results.get(mutant.id);
      if (by === undefined) reasons.set(mutant.id, entry.reason);
      else stale.push({ entry, why: `is noticed by ${by}` });
    }
  }
  const killed = tried.length - survivors.length;
  const byVectors = tried.filter(({ id }) => results.get(id).isVector).length;
  const told = survivors.map((mutant) => ({
    ...mutant,
    reached: results.get(mutant.id).reached,
    ...(reasons.has(mutant.id) ? { reason: reasons.get(mutant.id) } : {}),
  }));
  return {
    total: tried.length,
    killed,
    byVectors,
    equivalent: reasons.size,
    /** Of all; those listed as equivalent count as survivors. */
    score: percent(killed, tried.length),
    /** Of those that are not listed as equivalent. */
    scoreOfTellable: percent(killed, tried.length - reasons.size),
    survivors: told,
    stale,
  };
}

function namedBy({ file, around, original, text, nth }, mutants) {
  const same = mutants.filter(
    (mutant) =>
      mutant.file === file && mutant.around === around && mutant.original === original && mutant.text === text,
  );
  return nth === undefined ? same : same.slice(nth, nth + 1);
}

function percent(part, whole) {
  return whole === 0 ? 100 : (100 * part) / whole;
}
