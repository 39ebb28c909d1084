/**
 * The names that both patterns match, as one pattern; `undefined`: there is none. A `*` in front stands for one or more
 * labels, `*` alone for every name.
 */
export function intersection(one: string, other: string): string | undefined {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (covers(a, b)) return b;
  return covers(b, a) ? a : undefined;
}

/** Whether all that `pattern` matches is matched by `wide`; both in lower case. */
export function covers(wide: string, pattern: string): boolean {
  if (wide === "*" || wide === pattern) return true;
  if (!wide.startsWith("*.")) return false;
  return pattern.endsWith(wide.slice(1)) && pattern.length > wide.length - 1;
}
