import { civilFromDays, daysFromCivil, daysInMonth } from "./civil.ts";
import { Fault, Timestamp } from "./value.ts";

/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what CEL's timestamps span. */
const MIN_SECONDS = -62_135_596_800;
const MAX_SECONDS = 253_402_300_799;

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d*)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** Reads an RFC 3339 timestamp, strictly; `undefined` if it is none. Digits beyond nanoseconds are dropped. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offsetHour = Number(match[9] ?? 0);
  const offsetMinute = Number(match[10] ?? 0);
  if (offsetHour > 23 || offsetMinute > 59) return undefined;
  const offset = (match[8] === "-" ? -1 : 1) * (offsetHour * 3600 + offsetMinute * 60);
  const seconds = daysFromCivil({ year, month, day }) * 86_400 + hour * 3600 + minute * 60 + second - offset;
  const made = makeTimestamp(seconds, Number((match[7] ?? "").padEnd(9, "0")));
  return made instanceof Fault ? undefined : made;
}

/** A timestamp from seconds and any whole number of nanos, or a fault if out of range. */
export function makeTimestamp(seconds: number, nanos: number): Timestamp | Fault {
  const carried = seconds + Math.floor(nanos / 1e9);
  if (carried < MIN_SECONDS || carried > MAX_SECONDS) return new Fault("overflow", "timestamp out of range");
  return new Timestamp(carried, nanos - Math.floor(nanos / 1e9) * 1e9);
}

/** As RFC 3339 in UTC, with as many decimals as needed. */
export function formatTimestamp({ seconds, nanos }: Timestamp): string {
  const days = Math.floor(seconds / 86_400);
  const { year, month, day } = civilFromDays(days);
  const rest = seconds - days * 86_400;
  const two = (value: number) => String(value).padStart(2, "0");
  const time = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${time}${formatFraction(nanos)}Z`;
}

/** `.5` for 500,000,000 nanos; nothing for none. */
export function formatFraction(nanos: number): string {
  return nanos === 0 ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
}
