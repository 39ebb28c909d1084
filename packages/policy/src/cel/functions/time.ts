import { civilFromDays, daysFromCivil } from "../civil.ts";
import { findZone } from "../timezone.ts";
import * as type from "../type.ts";
import { Fault, type Timestamp } from "../value.ts";
import { DURATION, STRING, TIMESTAMP } from "./kind.ts";
import { type FunctionDefinition, method, overload } from "./overload.ts";

const ACCESSORS: Readonly<Record<string, (seconds: number, nanos: number) => number>> = {
  getFullYear: (seconds) => date(seconds).year,
  getMonth: (seconds) => date(seconds).month - 1,
  getDate: (seconds) => date(seconds).day,
  getDayOfMonth: (seconds) => date(seconds).day - 1,
  getDayOfWeek: (seconds) => modulo(Math.floor(seconds / 86_400) + 4, 7),
  getDayOfYear: (seconds) =>
    Math.floor(seconds / 86_400) - daysFromCivil({ year: date(seconds).year, month: 1, day: 1 }),
  getHours: (seconds) => modulo(Math.floor(seconds / 3600), 24),
  getMinutes: (seconds) => modulo(Math.floor(seconds / 60), 60),
  getSeconds: (seconds) => modulo(seconds, 60),
  getMilliseconds: (_, nanos) => Math.floor(nanos / 1e6),
};

/** What a duration has: the whole length in that unit. */
const DURATION_UNITS: Readonly<Record<string, number>> = { getHours: 3600, getMinutes: 60, getSeconds: 1 };

/** Accessors of timestamps and durations (cel-spec, "Standard definitions": date and time). */
export const TIME: readonly FunctionDefinition[] = Object.entries(ACCESSORS).map(([name, access]) =>
  method(
    name,
    overload([TIMESTAMP], type.INT, ({ seconds, nanos }) => BigInt(access(seconds, nanos))),
    overload([TIMESTAMP, STRING], type.INT, (timestamp, zone) => inZone(timestamp, zone, access)),
    ...durationOverloads(name),
  ),
);

function durationOverloads(name: string) {
  if (name === "getMilliseconds") {
    return [overload([DURATION], type.INT, ({ nanos }) => BigInt(Math.trunc(nanos / 1e6)))];
  }
  const unit = DURATION_UNITS[name];
  return unit === undefined
    ? []
    : [overload([DURATION], type.INT, ({ seconds }) => BigInt(Math.trunc(seconds / unit)))];
}

function inZone(
  { seconds, nanos }: Timestamp,
  name: string,
  access: (seconds: number, nanos: number) => number,
): bigint | Fault {
  const zone = findZone(name);
  if (zone === undefined) return new Fault("invalid-argument", "not a time zone");
  return BigInt(access(seconds + zone(seconds), nanos));
}

function date(seconds: number) {
  return civilFromDays(Math.floor(seconds / 86_400));
}

function modulo(value: number, by: number): number {
  return value - Math.floor(value / by) * by;
}
