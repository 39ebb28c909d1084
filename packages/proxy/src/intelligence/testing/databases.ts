import { writeMmdb } from "../../mmdb/index.ts";

/** Records in the form of MaxMind's own, of made-up places. */
export const ZURICH = {
  city: { geoname_id: 1, names: { de: "Zürich", en: "Zurich" } },
  continent: { code: "EU", names: { en: "Europe" } },
  country: { iso_code: "CH", names: { de: "Schweiz", en: "Switzerland" } },
  location: { accuracy_radius: 20, latitude: 47.3667, longitude: 8.55, time_zone: "Europe/Zurich" },
  postal: { code: "8001" },
  registered_country: { iso_code: "DE", is_in_european_union: true, names: { en: "Germany" } },
  subdivisions: [{ iso_code: "ZH", names: { en: "Zurich" } }],
};

export const BOSTON = {
  city: { names: { en: "Boston" } },
  country: { iso_code: "US", names: { en: "United States" } },
  location: { latitude: 42.3562, longitude: -71.0631, metro_code: 506 },
  subdivisions: [{ names: { en: "Massachusetts" } }, { names: { en: "Suffolk" } }],
};

export const EXAMPLE_AS = { autonomous_system_number: 64_496, autonomous_system_organization: "Example AS" };

/** Where loopback is, too: tests connect from there. */
export const CITY: Uint8Array = writeMmdb({
  type: "GeoLite2-City",
  records: { "192.0.2.0/24": ZURICH, "2001:db8::/32": BOSTON, "127.0.0.0/8": ZURICH },
});

export const ASN: Uint8Array = writeMmdb({ type: "GeoLite2-ASN", records: { "192.0.2.0/24": EXAMPLE_AS } });
