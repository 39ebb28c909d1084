import { formatFraction } from "./timestamp.ts";
import { Duration, Fault } from "./value.ts";

/** What int64 nanoseconds span, about 292 years: the bound of CEL's own implementations. */
const MAX_NANOS = 2n ** 63n - 1n;

const NANOS: ReadonlyMap<string, bigint> = new Map([
  ["h", 3_600_000_000_000n],
  ["m", 60_000_000_000n],
  ["s", 1_000_000_000n],
  ["ms", 1_000_000n],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["μs", 1_000n],
  ["ns", 1n],
]);

/** Reads a duration as Go writes it, such as `1h30m` or `-1.5s`; `undefined` if it is none. */
export function parseDuration(text: string): Duration | undefined {
  // Longer ones are no durations that anybody means; the bound keeps the arithmetic small.
  if (text.length > 200) return undefined;
  const match = /^([+-]?)(0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|m|s|us|µs|μs|ns))+)$/.exec(text);
  if (match === null) return undefined;
  let nanos = 0n;
  for (const [, whole, fraction = "", unit = ""] of (match[2] ?? "").matchAll(
    /(\d*)(?:\.(\d*))?(h|ms|m|s|us|µs|μs|ns)/g,
  )) {
    const scale = NANOS.get(unit) ?? 0n;
    nanos += BigInt(whole || "0") * scale + (BigInt(fraction || "0") * scale) / 10n ** BigInt(fraction.length);
  }
  const made = durationFromNanos(match[1] === "-" ? -nanos : nanos);
  return made instanceof Fault ? undefined : made;
}

/** A duration of any number of nanos, or a fault if out of range. */
export function durationFromNanos(nanos: bigint): Duration | Fault {
  const seconds = nanos / 1_000_000_000n;
  if (nanos > MAX_NANOS || nanos < -MAX_NANOS - 1n) return new Fault("overflow", "duration out of range");
  return new Duration(Number(seconds), Number(nanos % 1_000_000_000n));
}

export function durationNanos({ seconds, nanos }: Duration): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
}

/** In seconds, such as `90s` or `-1.5s`. */
export function formatDuration({ seconds, nanos }: Duration): string {
  const sign = seconds < 0 || nanos < 0 ? "-" : "";
  return `${sign}${Math.abs(seconds)}${formatFraction(Math.abs(nanos))}s`;
}
