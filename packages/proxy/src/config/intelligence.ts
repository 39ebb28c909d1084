import { AddressSet } from "@sluice/policy";
import { errorCode } from "../error-code.ts";
import { type DatabaseKind, IpIntelligence, openDatabase } from "../intelligence/index.ts";
import { readAddressFile } from "./address-file.ts";
import { type FileSource, pathOf } from "./files.ts";
import type { ConfigReader, MapReader, Value } from "./reader.ts";

const KEYS = ["geo", "as", "categories", "tor_nodes", "blocklist"] as const;
type Key = (typeof KEYS)[number];
type Sources = ConstructorParameters<typeof IpIntelligence>[0];
type OpenDatabase = NonNullable<Sources["geo"]>;

/** `ip_intelligence: { geo: PATH, as: PATH, categories: { NAME: FILES }, tor_nodes: FILES, blocklist: FILES }`. */
export async function readIntelligence(
  reader: ConfigReader,
  files: FileSource,
  at: Value | undefined,
): Promise<IpIntelligence | undefined> {
  const top = at && reader.map(at, "`ip_intelligence`", KEYS);
  if (!top) return undefined;
  const geo = await readDatabase(reader, files, top, "geo");
  const as = await readDatabase(reader, files, top, "as");
  const categories = await readCategories(reader, files, top.written("categories", "a mapping"));
  const torNodes = await readList(reader, files, top, "tor_nodes");
  const blocklist = await readList(reader, files, top, "blocklist");
  // One that cannot be read is reported; what policies ask of it is no second mistake, and nothing is served with it.
  return new IpIntelligence({
    ...(geo ? { geo } : {}),
    ...(as ? { as } : {}),
    ...(categories ? { categories } : {}),
    ...(torNodes ? { torNodes } : {}),
    ...(blocklist ? { blocklist } : {}),
  });
}

async function readDatabase(
  reader: ConfigReader,
  files: FileSource,
  top: MapReader<Key>,
  kind: DatabaseKind,
): Promise<OpenDatabase | undefined> {
  const at = top.written(kind, "a string");
  if (!at) return top.key(kind) ? UNREAD : undefined;
  const what = `\`ip_intelligence.${kind}\``;
  const name = reader.string(at, what);
  if (name === undefined) return UNREAD;
  const report = (problem: string, hint?: string): OpenDatabase => {
    reader.report("invalid-value", `${what} \`${name}\` ${problem}`, at, hint);
    return UNREAD;
  };
  try {
    const { bytes } = await files.readBytes(pathOf(reader, files, name, at));
    const opened = await openDatabase(bytes, kind);
    return opened.ok ? opened.database : report(opened.problem, opened.hint);
  } catch (error) {
    return report(`cannot be read (${errorCode(error)})`);
  }
}

/** Stands for a database that was reported. */
const UNREAD: OpenDatabase = { type: "", get: () => undefined };

/** `{ NAME: FILE }` or `{ NAME: [FILE, …] }`. */
async function readCategories(
  reader: ConfigReader,
  files: FileSource,
  at: Value | undefined,
): Promise<ReadonlyMap<string, AddressSet> | undefined> {
  if (!at) return undefined;
  const categories = new Map<string, AddressSet>();
  for (const [name, keyAt, value] of reader.entries(at, "`ip_intelligence.categories`")) {
    if (!/^[\w-]+(?:\.[\w-]+)*$/.test(name)) {
      const hint =
        "such as `hosting` or `proxy.anonymous.vpn`: letters, digits, `_` and `-`, in parts with dots between them";
      reader.report("invalid-value", `\`${name}\` is no name of a category`, keyAt, hint);
    }
    const what = `category \`${name}\``;
    if (reader.isNull(value)) {
      reader.report("wrong-type", `${what} must be a file or a list of files`, keyAt);
    } else categories.set(name, await readFiles(reader, files, value, what));
  }
  return categories;
}

async function readList(
  reader: ConfigReader,
  files: FileSource,
  top: MapReader<Key>,
  key: "tor_nodes" | "blocklist",
): Promise<AddressSet | undefined> {
  const at = top.written(key, "a file or a list of files");
  if (at) return readFiles(reader, files, at, `\`ip_intelligence.${key}\``);
  return top.key(key) ? AddressSet.from([]) : undefined;
}

/** Addresses and blocks of one file or of several. */
async function readFiles(reader: ConfigReader, files: FileSource, at: Value, what: string): Promise<AddressSet> {
  const isList = reader.isList(at);
  const items = isList ? reader.list(at, what) : [at];
  if (items.length === 0) reader.report("invalid-value", `${what} names no file`, at);
  const sets: AddressSet[] = [];
  const instead = "a list that is empty for now has a block in it that nobody uses, such as `192.0.2.0/32`";
  for (const item of items) sets.push(await readAddressFile(reader, files, item, { what, instead }));
  return AddressSet.union(sets);
}
