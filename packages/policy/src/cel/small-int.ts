const COUNT = 1024;
const SMALL: readonly bigint[] = Array.from({ length: COUNT }, (_, i) => BigInt(i));

/** A whole number as an int. Small ones, such as sizes and the ports of services, are not made again each time. */
export function intOf(whole: number): bigint {
  return whole >= 0 && whole < COUNT ? (SMALL[whole] as bigint) : BigInt(whole);
}
