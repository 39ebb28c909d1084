import type { AddressIntelligence, AddressLocation, RegisteredLocation } from "@sluice/policy";

/**
 * Where each field of a place stands in a record, as MaxMind's City, Country and Enterprise databases have it. Names are the
 * English ones; of several subdivisions the largest, such as England of England and Kent.
 */
const PLACE: Readonly<Record<Exclude<keyof RegisteredLocation, "isEu">, readonly (string | number)[]>> = {
  city: ["city", "names", "en"],
  continent: ["continent", "names", "en"],
  country: ["country", "names", "en"],
  countryCode: ["country", "iso_code"],
  metroCode: ["location", "metro_code"],
  subdivision: ["subdivisions", 0, "names", "en"],
  timezone: ["location", "time_zone"],
};
const IS_EU = ["country", "is_in_european_union"];
const LATITUDE = ["location", "latitude"];
const LONGITUDE = ["location", "longitude"];
const POSTAL_CODE = ["postal", "code"];
const RADIUS = ["location", "accuracy_radius"];

export function locationOf(record: unknown): AddressLocation {
  return {
    ...placeOf(record),
    latitude: textAt(record, LATITUDE),
    longitude: textAt(record, LONGITUDE),
    postalCode: textAt(record, POSTAL_CODE),
    radius: textAt(record, RADIUS),
  };
}

/**
 * MaxMind has the country alone. Whoever makes databases of their own gives all of the place as `registered_location`, in the
 * form that a record itself has.
 */
export function registeredLocationOf(record: unknown): RegisteredLocation {
  const own = at(record, ["registered_location"]);
  return placeOf(own ?? { country: at(record, ["registered_country"]) });
}

export function autonomousSystemOf(record: unknown): NonNullable<AddressIntelligence["as"]> {
  const number = at(record, ["autonomous_system_number"]);
  return {
    number: typeof number === "number" && Number.isInteger(number) ? number : 0,
    organization: textAt(record, ["autonomous_system_organization"]),
  };
}

function placeOf(record: unknown): RegisteredLocation {
  return {
    city: textAt(record, PLACE.city),
    continent: textAt(record, PLACE.continent),
    country: textAt(record, PLACE.country),
    countryCode: textAt(record, PLACE.countryCode),
    isEu: at(record, IS_EU) === true,
    metroCode: textAt(record, PLACE.metroCode),
    subdivision: textAt(record, PLACE.subdivision),
    timezone: textAt(record, PLACE.timezone),
  };
}

/** Numbers are texts in expressions: `latitude`, `metro_code`. */
function textAt(record: unknown, path: readonly (string | number)[]): string {
  const value = at(record, path);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** A database is somebody else's: what is not in the form that it should be is as good as not there. */
function at(record: unknown, path: readonly (string | number)[]): unknown {
  let value = record;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value;
}
