/** Made to be mutated: what its checks look at is noticed, what they do not is not. */

/** Checked at its edge. */
export function isFull(count: number): boolean {
  return count >= 10;
}

/** Nothing looks at it closely. */
export function isEmpty(count: number): boolean {
  return count < 1;
}

/** A mutant of it never ends. */
export function countTo(end: number): number {
  let count = 0;
  while (count < end) count += 1;
  return count;
}

/** What it calls is watched. */
export function tell(count: number, log: { write(count: number): void }): void {
  if (count > 2) log.write(count);
}

/** Read when the module is loaded. */
const LIMITS = new Map([["small", 7]]);

export function limitOf(name: string): number {
  // Nothing comes here.
  if (name === "none") return name.length * 2;
  const limit = LIMITS.get(name);
  if (limit === undefined) throw new Error(`there is no limit ${name}`);
  return limit;
}
