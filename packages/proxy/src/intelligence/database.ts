import type { Reader, Response } from "mmdb-lib";

/** Which `ip_intelligence` setting a database is for. */
export type DatabaseKind = "geo" | "as";

/** A MaxMind database that is known to be whole, and of the kind that is asked for. */
export interface Database {
  /** Of itself, such as `GeoLite2-City`. */
  readonly type: string;
  /** What it has on an address in canonical form; `undefined`: nothing. Throws where its bytes make no sense there. */
  get(address: string): unknown;
}

export type OpenedDatabase =
  | { readonly ok: true; readonly database: Database }
  /** What is wrong with it, to be read behind its name. */
  | { readonly ok: false; readonly problem: string; readonly hint?: string };

/**
 * By the names that databases give themselves, MaxMind's and those of others in the same form (`DBIP-City-Lite`). One whose
 * members have other names would know nothing of anybody, and a rule about countries would match nobody.
 */
const KINDS: readonly { readonly kind: DatabaseKind; readonly holds: string; readonly names: RegExp }[] = [
  { kind: "geo", holds: "places", names: /City|Country|Enterprise/ },
  { kind: "as", holds: "autonomous systems", names: /ASN|ISP/ },
];

/** Zero bytes between the search tree and the data (MaxMind DB 2.0, "Data Section Separator"). */
const SEPARATOR = 16;

/** Takes the bytes as they are, without a copy. The library is loaded where a database is configured, and nowhere else. */
export async function openDatabase(bytes: Buffer, kind: DatabaseKind): Promise<OpenedDatabase> {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    return { ok: false, problem: "is compressed", hint: "unpack it with `gunzip` or `tar` first" };
  }
  const { Reader: MmdbReader } = await import("mmdb-lib");
  let reader: Reader<Response>;
  try {
    reader = new MmdbReader<Response>(bytes, { cache: new PartCache() });
  } catch {
    return NO_DATABASE;
  }
  const { metadata } = reader;
  if (!isMetadata(metadata)) return NO_DATABASE;
  if (!isWhole(metadata, bytes)) return { ok: false, problem: "is damaged: its search tree is not as long as it says" };
  const type = metadata.databaseType;
  const held = KINDS.find(({ names }) => names.test(type));
  if (held?.kind !== kind) {
    const wanted = KINDS.find((known) => known.kind === kind)?.holds;
    const hint = held ? `that is for \`ip_intelligence.${held.kind}\`` : undefined;
    const problem = `is a database of the type \`${type}\`, and not one of ${wanted}`;
    return hint === undefined ? { ok: false, problem } : { ok: false, problem, hint };
  }
  return { ok: true, database: new MmdbDatabase(reader, kind) };
}

const NO_DATABASE: OpenedDatabase = { ok: false, problem: "is no MaxMind database (.mmdb), or not all of one" };

class MmdbDatabase implements Database {
  readonly type: string;
  readonly #reader: Reader<Response>;
  readonly #kind: DatabaseKind;

  constructor(reader: Reader<Response>, kind: DatabaseKind) {
    this.type = reader.metadata.databaseType;
    this.#reader = reader;
    this.#kind = kind;
  }

  get(address: string): unknown {
    // The library would go down an IPv4 tree by the first 32 bits of an IPv6 address, and tell of somebody else.
    if (this.#reader.metadata.ipVersion === 4 && address.includes(":")) return undefined;
    try {
      return this.#reader.get(address) ?? undefined;
    } catch (error) {
      // Nobody is let in by what could not be read.
      throw new Error(`the \`ip_intelligence.${this.#kind}\` database is damaged at ${address}`, { cause: error });
    }
  }
}

/**
 * Parts of records that were read by a pointer: the names of a country are one part of all records of its cities. Only so many are
 * held, and then none, since what is asked for often comes back at once.
 */
class PartCache {
  readonly #parts = new Map<unknown, unknown>();

  get(key: unknown): unknown {
    return this.#parts.get(key);
  }

  set(key: unknown, part: unknown): void {
    if (this.#parts.size >= MOST_PARTS) this.#parts.clear();
    this.#parts.set(key, part);
  }
}

/** Some megabytes: a part is a name, or those of one place. */
const MOST_PARTS = 10_000;

type Metadata = Reader<Response>["metadata"];

/** What the library takes over as it stands there. */
function isMetadata({ binaryFormatMajorVersion, databaseType, ipVersion, nodeCount }: Metadata): boolean {
  const isTree = Number.isInteger(nodeCount) && nodeCount > 0 && (ipVersion === 4 || ipVersion === 6);
  return binaryFormatMajorVersion === 2 && typeof databaseType === "string" && isTree;
}

function isWhole({ searchTreeSize }: Metadata, bytes: Buffer): boolean {
  const separator = bytes.subarray(searchTreeSize, searchTreeSize + SEPARATOR);
  return separator.length === SEPARATOR && separator.every((byte) => byte === 0);
}
