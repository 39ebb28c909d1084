/** Cost units to read any pattern as RE2 in JavaScript does: one that is none throws, which takes time. */
const PATTERN = 300;
const CHARACTER = 8;
/** A class of Unicode, which is read into hundreds of ranges. */
const UNICODE_CLASS = 3_000;
/** The last character but for which another one stands with `(?i)`: a range beyond it is done with at once. */
const LAST_WITH_CASE = 0x1e943;

/**
 * Upper bound, in cost units, of what it takes to read a pattern. Its program does not tell: a class is one instruction,
 * however much stands in it, and with `(?i)` a range is gone through character by character.
 */
export function costOfReading(pattern: string): number {
  const classes = pattern.match(/\\[pP]/g)?.length ?? 0;
  const cost = PATTERN + pattern.length * CHARACTER + classes * UNICODE_CLASS;
  if (!/\(\?[A-Za-z-]*i/.test(pattern)) return cost;
  const ends = Array.from(pattern.matchAll(/-(?:\\x\{([0-9A-Fa-f]+)\}|(.))/gsu), ([, hex, character]) =>
    hex === undefined ? (character?.codePointAt(0) ?? 0) : Number.parseInt(hex, 16),
  );
  return ends.reduce((sum, end) => sum + Math.min(end, LAST_WITH_CASE), cost);
}
