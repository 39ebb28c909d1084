const NAMES = new Map<number, string>();

/** Keeps what it has found for the next call. */
export function nameOf(count: number): string {
  const known = NAMES.get(count);
  if (known !== undefined) return known;
  const name = count > 9 ? "large" : "small";
  NAMES.set(count, name);
  return name;
}
