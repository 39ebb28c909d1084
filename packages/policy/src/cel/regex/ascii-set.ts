/** A set of ASCII characters: eight words of sixteen bits, so that each stays a small integer of the engine. */
export type AsciiSet = readonly number[];

const WORDS = 8;
const FULL = 0xffff;

/** From inclusive ranges, written one after the other: `ofRanges("azAZ")`. */
function ofRanges(ranges: string): AsciiSet {
  const set = new Array<number>(WORDS).fill(0);
  for (let i = 0; i + 1 < ranges.length; i += 2) addRange(set, ranges.charCodeAt(i), ranges.charCodeAt(i + 1));
  return set;
}

export function emptySet(): number[] {
  return [0, 0, 0, 0, 0, 0, 0, 0];
}

export function addRange(set: number[], low: number, high: number): void {
  for (let code = low; code <= high; code++) set[code >> 4] = (set[code >> 4] ?? 0) | (1 << (code & 15));
}

export function addAll(set: number[], other: AsciiSet): void {
  for (let i = 0; i < WORDS; i++) set[i] = (set[i] ?? 0) | (other[i] ?? 0);
}

export function complement(set: AsciiSet): AsciiSet {
  return set.map((word) => word ^ FULL);
}

/** With every letter also its other case. What else folds onto a letter (U+017F, U+212A) is not ASCII. */
export function foldCase(set: AsciiSet): AsciiSet {
  // `A` is 0x41 and `a` 0x61: the letters' words lie two apart.
  const letters = [0, 0, 0, 0, 0xfffe, 0x07ff, 0xfffe, 0x07ff];
  const word = (i: number): number => (set[i] ?? 0) & (letters[i] ?? 0);
  return set.map((own, i) => (i < 4 ? own : own | (i < 6 ? word(i + 2) : word(i - 2))));
}

export function hasCode(set: AsciiSet, code: number): boolean {
  return (((set[code >> 4] ?? 0) >> (code & 15)) & 1) === 1;
}

export const DIGIT: AsciiSet = ofRanges("09");
export const WORD: AsciiSet = ofRanges("09AZaz__");
/** Without `\v`, unlike `[[:space:]]`. */
export const PERL_SPACE: AsciiSet = ofRanges("\t\n\f\r  ");
export const ANY: AsciiSet = ofRanges("\x00\x7f");
export const NOT_NEWLINE: AsciiSet = ofRanges("\x00\t\v\x7f");

/** The classes of POSIX, as `[[:name:]]`. */
export const POSIX: ReadonlyMap<string, AsciiSet> = new Map([
  ["alnum", ofRanges("09AZaz")],
  ["alpha", ofRanges("AZaz")],
  ["ascii", ANY],
  ["blank", ofRanges("\t\t  ")],
  ["cntrl", ofRanges("\x00\x1f\x7f\x7f")],
  ["digit", DIGIT],
  ["graph", ofRanges("!~")],
  ["lower", ofRanges("az")],
  ["print", ofRanges(" ~")],
  ["punct", ofRanges("!/:@[`{~")],
  ["space", ofRanges("\t\r  ")],
  ["upper", ofRanges("AZ")],
  ["word", WORD],
  ["xdigit", ofRanges("09AFaf")],
]);
