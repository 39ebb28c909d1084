import { parseCidr } from "@sluice/policy";
import { DataSection, type MmdbValue } from "./encode.ts";
import { SEPARATOR, SearchTree } from "./tree.ts";

export interface MmdbOptions {
  /** What it says it is, such as `GeoLite2-City`. */
  readonly type: string;
  /** Address or block → what is known of it. Of two that overlap, the smaller one tells. */
  readonly records: Readonly<Record<string, MmdbValue>>;
  /** Default 6, which holds both families. */
  readonly ipVersion?: 4 | 6;
  /** Bits of a record of the search tree. Default: as few as reach the end of the data. */
  readonly recordSize?: 24 | 28 | 32;
  /** When it was built. Default: 1970. */
  readonly built?: Date;
}

const METADATA = Buffer.from("\xab\xcd\xefMaxMind.com", "latin1");

/**
 * A database in MaxMind's format (MaxMind DB 2.0), in memory: to test policies that ask where an address is with what is known
 * beforehand. Throws a RangeError for a key that is no address or block, and for what the database cannot hold.
 */
export function writeMmdb(options: MmdbOptions): Uint8Array {
  const { type, records, ipVersion = 6, built = new Date(0) } = options;
  const blocks = Object.entries(records).map(([text, record]) => {
    const block = parseCidr(text);
    if (!block) throw new RangeError(`\`${text}\` is no address or block`);
    return { block, record, depth: block.family === 4 && ipVersion === 6 ? block.prefix + 96 : block.prefix };
  });
  const tree = new SearchTree(ipVersion);
  const data = new DataSection();
  for (const { block, record } of blocks.sort((a, b) => a.depth - b.depth)) tree.add(block, data.add(record));
  const section = data.bytes();
  const { recordSize = smallestFor(tree.size + SEPARATOR + section.length) } = options;
  const nodes = tree.bytes(recordSize);
  const metadata = metadataOf({ type, ipVersion, recordSize, nodes: tree.size, built });
  return Buffer.concat([nodes, new Uint8Array(SEPARATOR), section, METADATA, metadata]);
}

function smallestFor(largest: number): 24 | 28 | 32 {
  return largest < 2 ** 24 ? 24 : largest < 2 ** 28 ? 28 : 32;
}

interface Metadata extends Required<Pick<MmdbOptions, "type" | "ipVersion" | "recordSize" | "built">> {
  readonly nodes: number;
}

function metadataOf({ type, ipVersion, recordSize, nodes, built }: Metadata): Uint8Array {
  const section = new DataSection();
  section.map(9);
  section.add("binary_format_major_version");
  section.integer("uint16", 2);
  section.add("binary_format_minor_version");
  section.integer("uint16", 0);
  section.add("build_epoch");
  section.integer("uint64", Math.floor(built.getTime() / 1000));
  section.add("database_type");
  section.add(type);
  section.add("description");
  section.add({ en: type });
  section.add("ip_version");
  section.integer("uint16", ipVersion);
  section.add("languages");
  section.add(["en"]);
  section.add("node_count");
  section.integer("uint32", nodes);
  section.add("record_size");
  section.integer("uint16", recordSize);
  return section.bytes();
}
