import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Situation, Vector, VectorIntelligence, VectorLocation } from "@sluice/policy/vectors";
import { type MmdbValue, writeMmdb } from "@sluice/proxy/mmdb";
import { leftBehind } from "../../leftovers.ts";
import type { LiveConfiguration } from "../configuration.ts";

type Settings = NonNullable<LiveConfiguration["ip_intelligence"]>;
type Known = readonly (readonly [address: string, known: VectorIntelligence])[];

/** A list has to list somebody; nobody is here (RFC 1112, section 4). */
const NOBODY = "240.0.0.1";

/** The databases and lists that tell a proxy what a vector knows of its two addresses. */
export class IntelligenceFiles {
  readonly settings: Settings;
  readonly #remove: () => Promise<void>;

  private constructor(settings: Settings, remove: () => Promise<void>) {
    this.settings = settings;
    this.#remove = remove;
  }

  /** `undefined`: the vector has no source. */
  static async write(vector: Vector, { facts }: Situation): Promise<IntelligenceFiles | undefined> {
    const sources = new Set<string>(vector.resources?.ip_intelligence);
    if (sources.size === 0) return undefined;
    const { client = {}, server = {} } = vector.connection?.ip_intelligence ?? {};
    const known: Known = [
      [facts.client.ip, client],
      [facts.server.ip, server],
    ];
    const directory = await mkdtemp(join(tmpdir(), "sluice-live-"));
    const release = leftBehind.folder(directory);
    const write = async (name: string, contents: string | Uint8Array): Promise<string> => {
      await writeFile(join(directory, name), contents);
      return join(directory, name);
    };
    const list = (name: string, isOn: (known: VectorIntelligence) => boolean): Promise<string> =>
      write(name, `${[NOBODY, ...known.flatMap(([ip, of]) => (isOn(of) ? [ip] : []))].join("\n")}\n`);
    const has = (source: string): boolean => sources.has(source) || sources.has("categories");
    const settings: Settings = {
      ...(sources.has("geo") ? { geo: await write("geo.mmdb", database("GeoLite2-City", known, placeRecord)) } : {}),
      ...(sources.has("as") ? { as: await write("as.mmdb", database("GeoLite2-ASN", known, systemRecord)) } : {}),
      ...(has("category_lists") ? { categories: await writeCategories(known, list) } : {}),
      ...(has("tor_nodes") ? { tor_nodes: await list("tor.txt", (of) => of.is_tor_node ?? false) } : {}),
      ...(has("blocklist") ? { blocklist: await list("blocklist.txt", (of) => of.is_on_blocklist ?? false) } : {}),
    };
    return new IntelligenceFiles(settings, async () => {
      await rm(directory, { recursive: true, force: true });
      release();
    });
  }

  remove(): Promise<void> {
    return this.#remove();
  }
}

async function writeCategories(
  known: Known,
  list: (name: string, isOn: (known: VectorIntelligence) => boolean) => Promise<string>,
): Promise<Record<string, string>> {
  const names = new Set(known.flatMap(([, { categories = [] }]) => categories));
  const files: [string, string][] = [];
  for (const [index, name] of [...names].entries()) {
    files.push([name, await list(`category-${index}.txt`, ({ categories = [] }) => categories.includes(name))]);
  }
  return Object.fromEntries(files);
}

function database(type: string, known: Known, record: (known: VectorIntelligence) => MmdbValue): Uint8Array {
  return writeMmdb({ type, records: Object.fromEntries(known.map(([ip, of]) => [ip, record(of)])) });
}

function systemRecord({ as: { number, organization } = {} }: VectorIntelligence): MmdbValue {
  return present({ autonomous_system_number: number, autonomous_system_organization: organization });
}

/** In the form that MaxMind gives it; a registered place that is more than a country in the form of our own. */
function placeRecord({ location = {}, registered_location: registered }: VectorIntelligence): MmdbValue {
  const { country, country_code, is_eu, ...more } = registered ?? {};
  const isCountry = Object.keys(more).length === 0;
  return present({
    ...placeMembers(location),
    ...(registered === undefined || !isCountry ? {} : { registered_country: placeMembers(registered).country }),
    ...(registered === undefined || isCountry ? {} : { registered_location: present(placeMembers(registered)) }),
  });
}

function placeMembers(place: VectorLocation): Record<string, MmdbValue | undefined> {
  const name = (text: string | undefined): MmdbValue | undefined =>
    text === undefined ? undefined : { names: { en: text } };
  return {
    city: name(place.city),
    continent: name(place.continent),
    country: present({
      ...(place.country === undefined ? {} : { names: { en: place.country } }),
      iso_code: place.country_code,
      is_in_european_union: place.is_eu,
    }),
    location: present({
      accuracy_radius: numeric(place.radius),
      latitude: numeric(place.latitude),
      longitude: numeric(place.longitude),
      metro_code: numeric(place.metro_code),
      time_zone: place.timezone,
    }),
    postal: place.postal_code === undefined ? undefined : { code: place.postal_code },
    subdivisions: place.subdivision === undefined ? undefined : [{ names: { en: place.subdivision } }],
  };
}

/** Databases have numbers where the language has texts; a text that no number prints as stays one. */
function numeric(text: string | undefined): MmdbValue | undefined {
  return text !== undefined && String(Number(text)) === text ? Number(text) : text;
}

function present(members: Readonly<Record<string, MmdbValue | undefined>>): MmdbValue {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, MmdbValue] => entry[1] !== undefined),
  );
}
