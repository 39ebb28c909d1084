/** Seconds to add to UTC at a point in time. */
export type Zone = (seconds: number) => number;

const UTC: Zone = () => 0;

// Making a formatter costs a thousand times what using it does. Bounded, since a name may come from outside.
const MAX_CACHED = 64;
const cache = new Map<string, Zone | undefined>();

/** The zone of an IANA name, `UTC` or a fixed offset such as `+02:00` or `-2:30`; `undefined` if it is none. */
export function findZone(name: string): Zone | undefined {
  if (name === "UTC" || name === "") return UTC;
  if (cache.has(name)) return cache.get(name);
  const zone = fixedOffset(name) ?? namedZone(name);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(name, zone);
  return zone;
}

function fixedOffset(name: string): Zone | undefined {
  const match = /^([+-]?)(\d{1,2}):(\d{2})$/.exec(name);
  if (match === null || Number(match[2]) > 23 || Number(match[3]) > 59) return undefined;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return () => (match[1] === "-" ? -seconds : seconds);
}

function namedZone(name: string): Zone | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(name)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  } catch {
    return undefined;
  }
  return (seconds) => {
    const parts = new Map(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
    const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const year = parts.get("era") === "BC" ? 1 - number("year") : number("year");
    const local = new Date(0);
    local.setUTCFullYear(year, number("month") - 1, number("day"));
    local.setUTCHours(number("hour"), number("minute"), number("second"));
    return local.getTime() / 1000 - seconds;
  };
}
