/**
 * The candidate that `word` is most likely a slip for, or `undefined` if none is near: at most one edit in three
 * characters (never fewer than one), letter case aside. Of equally near ones the first.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = Array.from(word.toLowerCase());
  // Longer words are data that somebody pasted, not slips; comparing them would cost much and help nobody.
  if (wanted.length === 0 || wanted.length > 64) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = Array.from(candidate.toLowerCase());
    if (candidate === word || Math.abs(other.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, other);
    // A candidate of which nothing is kept is no suggestion, however short both are.
    if (distance < bestDistance && distance < other.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Damerau–Levenshtein distance with adjacent transpositions (the restricted form). */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
