import type { ConfigReader, Value } from "./reader.ts";

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
/** More than a timer can wait for would fire at once (2^31 - 1 ms). */
const LONGEST = 24 * UNITS.h;

/** Milliseconds of `500ms`, `30s`, `2m` or `1h`; `undefined` if it is none of these, or more than a day. */
export function parseDuration(text: string): number | undefined {
  const [, number = "", unit = ""] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? [];
  if (number === "") return undefined;
  const milliseconds = Number(number) * UNITS[unit as keyof typeof UNITS];
  return milliseconds <= LONGEST ? milliseconds : undefined;
}

export const DURATION_HINT = "write a number with `ms`, `s`, `m` or `h`, such as `30s`, up to `24h`";

/** A duration with its unit: of a bare number nobody knows whether seconds or milliseconds are meant. */
export function readDuration(reader: ConfigReader, at: Value | undefined, what: string): number | undefined {
  const text = reader.stringOrInteger(at, what);
  if (text === undefined) return undefined;
  const duration = parseDuration(text);
  if (duration === undefined) reader.report("invalid-value", `\`${text}\` is not a duration`, at, DURATION_HINT);
  return duration;
}
