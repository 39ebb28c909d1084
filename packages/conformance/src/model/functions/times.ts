import type { Library } from "./library.ts";
import { BILLION, Duration, Fault, floorDiv, Timestamp } from "./values.ts";

const UNITS: Readonly<Record<string, bigint>> = {
  h: 3600n * BILLION,
  m: 60n * BILLION,
  s: BILLION,
  ms: 1_000_000n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ns: 1n,
};

/** Timestamps and durations (cel-spec, "Standard definitions"). */
export const times: Library = {
  "timestamp(timestamp)": (value: Timestamp) => value,
  "timestamp(int)": (seconds: bigint) => new Timestamp(seconds * BILLION),
  "timestamp(string)": readTimestamp,
  "duration(duration)": (value: Duration) => value,
  "duration(string)": readDuration,
  ...accessor("getFullYear", (date) => date.getUTCFullYear()),
  ...accessor("getMonth", (date) => date.getUTCMonth()),
  ...accessor("getDate", (date) => date.getUTCDate()),
  ...accessor("getDayOfMonth", (date) => date.getUTCDate() - 1),
  ...accessor("getDayOfWeek", (date) => date.getUTCDay()),
  ...accessor("getDayOfYear", dayOfYear),
  ...accessor("getHours", (date) => date.getUTCHours()),
  ...accessor("getMinutes", (date) => date.getUTCMinutes()),
  ...accessor("getSeconds", (date) => date.getUTCSeconds()),
  ...accessor("getMilliseconds", (date) => date.getUTCMilliseconds()),
  // Of a duration the whole length in that unit.
  "(duration).getHours()": ({ nanos }: Duration) => nanos / (3600n * BILLION),
  "(duration).getMinutes()": ({ nanos }: Duration) => nanos / (60n * BILLION),
  "(duration).getSeconds()": ({ nanos }: Duration) => nanos / BILLION,
  "(duration).getMilliseconds()": ({ nanos }: Duration) => (nanos % BILLION) / 1_000_000n,
};

function accessor(name: string, read: (date: Date) => number): Library {
  return {
    [`(timestamp).${name}()`]: (time: Timestamp) => BigInt(read(dateOf(time))),
    [`(timestamp).${name}(string)`]: (time: Timestamp, zone: string) => BigInt(read(dateIn(zone, dateOf(time)))),
  };
}

function dateOf({ nanos }: Timestamp): Date {
  return new Date(Number(floorDiv(nanos, 1_000_000n)));
}

function dayOfYear(date: Date): number {
  const first = new Date(date);
  first.setUTCMonth(0, 1);
  return Math.floor((date.getTime() - first.getTime()) / 86_400_000);
}

/** RFC 3339, section 5.6; digits beyond nanoseconds are dropped. */
function readTimestamp(text: string): Timestamp {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/i.exec(text);
  if (match === null) throw new Fault("not a timestamp");
  const [, day = "", time = "", decimals = "", sign, hours = "0", minutes = "0"] = match;
  const date = new Date(`${day}T${time}Z`);
  // `Date` takes the 30th of February for the 2nd of March, and 24:00:00 for the next day.
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${day}T${time}`);
  if (!isReal || Number(hours) > 23 || Number(minutes) > 59) throw new Fault("not a timestamp");
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -60 : 60);
  const nanos = BigInt(decimals.slice(0, 9).padEnd(9, "0"));
  return new Timestamp((BigInt(date.getTime()) / 1000n - BigInt(offset)) * BILLION + nanos);
}

/** As Go writes durations: `1h30m`, `-1.5s`. */
function readDuration(text: string): Duration {
  const part = /(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|μs|ns)/g;
  const [, sign, length = ""] = /^([+-]?)(.+)$/.exec(text) ?? [];
  if (length !== "0" && (length === "" || length.replace(part, "") !== "")) throw new Fault("not a duration");
  let nanos = 0n;
  for (const [, number = "", unit = ""] of length.matchAll(part)) {
    const [whole, decimals = ""] = number.split(".");
    nanos += (BigInt(`${whole}${decimals}`) * (UNITS[unit] ?? 0n)) / 10n ** BigInt(decimals.length);
  }
  return new Duration(sign === "-" ? -nanos : nanos);
}

/** What the clock on the wall shows in a zone, as if it were UTC: an IANA name, or an offset such as `+02:00`. */
function dateIn(zone: string, date: Date): Date {
  const [, sign, hours, minutes] = /^([+-]?)(\d{1,2}):(\d\d)$/.exec(zone) ?? [];
  if (hours !== undefined) {
    if (Number(hours) > 23 || Number(minutes) > 59) throw new Fault("not a time zone");
    const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
    return new Date(date.getTime() + (sign === "-" ? -offset : offset));
  }
  if (zone === "") return date;
  if (!/^[A-Za-z]/.test(zone)) throw new Fault("not a time zone");
  const numbers = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric" } as const;
  let format: Intl.DateTimeFormat;
  try {
    const more = { minute: "numeric", second: "numeric", hourCycle: "h23", era: "short" } as const;
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, ...numbers, ...more });
  } catch {
    throw new Fault("not a time zone");
  }
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const shown = new Date(0);
  const year = parts.era === "BC" ? 1 - Number(parts.year) : Number(parts.year);
  shown.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  shown.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second), date.getUTCMilliseconds());
  return shown;
}
