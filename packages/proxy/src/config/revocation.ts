import { createSecureContext } from "node:tls";
import { parsePemRevocationLists, type RevocationList } from "@sluice/policy/x509";
import type { RevocationSet } from "../tls/revocation-lists.ts";
import { type FileSource, readPem } from "./files.ts";
import type { ConfigReader, Value } from "./reader.ts";

const WHAT = "`certificate_revocation_lists`";

export interface RevocationOptions {
  /** Bundles by the id of `certificate_authorities`. */
  readonly authorities: { readonly [id: string]: string };
  /** The time that the lists are held against. */
  readonly now: Date;
}

/**
 * `certificate_revocation_lists`: a list of paths or PEM, for every authority that clients are verified against; or
 * `{ ID: [PATH_OR_PEM] }`, each for the bundle of `certificate_authorities` with that id alone.
 */
export async function readRevocation(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
  options: RevocationOptions,
): Promise<RevocationSet[]> {
  if (!value) return [];
  const before = reader.diagnostics.length;
  const sets = await readSets(reader, files, value, options);
  const isWhole = reader.diagnostics.slice(before).every(({ severity }) => severity !== "error");
  // Of what could not be read nobody may say that it misses an authority.
  return isWhole ? sets : [];
}

async function readSets(
  reader: ConfigReader,
  files: FileSource,
  value: Value,
  { authorities, now }: RevocationOptions,
): Promise<RevocationSet[]> {
  if (!reader.isMap(value)) return [{ lists: await readLists(reader, files, value, now) }];
  const entries = reader.entries(value, WHAT);
  if (entries.length === 0) reportNone(reader, value);
  const sets: RevocationSet[] = [];
  for (const [id, key, at] of entries) {
    const lists = await readLists(reader, files, at, now);
    const bundle = Object.hasOwn(authorities, id) ? authorities[id] : undefined;
    if (bundle !== undefined) sets.push({ bundle, lists });
    else {
      const hint = "write an id of `certificate_authorities`, or a list of files for all of them";
      reader.report("unknown-certificate-authority", `there is no certificate authority \`${id}\``, key, hint);
    }
  }
  return sets;
}

async function readLists(reader: ConfigReader, files: FileSource, value: Value, now: Date): Promise<RevocationList[]> {
  const items = reader.isList(value) ? reader.list(value, WHAT) : [value];
  if (items.length === 0) reportNone(reader, value);
  const lists: RevocationList[] = [];
  for (const item of items) {
    const pem = await readPem(reader, files, item, "a certificate revocation list");
    if (pem === undefined) continue;
    const parsed = parsePemRevocationLists(pem);
    const refusal = parsed.kind === "invalid" ? parsed.reason : refusalOf(parsed.lists);
    if (refusal !== undefined) reader.report("invalid-value", refusal, item);
    else if (parsed.kind === "lists") {
      for (const list of parsed.lists) warnOfDates(reader, list, now, item);
      lists.push(...parsed.lists);
    }
  }
  return lists;
}

/**
 * What is read here is the issuer and the signature of a list; OpenSSL, which reads the rest, would refuse every server that
 * is given it. Such a server is not always made when the configuration is read.
 */
function refusalOf(lists: readonly RevocationList[]): string | undefined {
  try {
    createSecureContext({ crl: lists.map(({ pem }) => pem) });
    return undefined;
  } catch {
    return "a certificate revocation list is not one that OpenSSL can read";
  }
}

/** A template that came out empty must not let in whoever was revoked. */
function reportNone(reader: ConfigReader, at: Value): void {
  reader.report("invalid-value", `${WHAT} names none`, at, "leave it out to ask for no revocation");
}

/** OpenSSL trusts no list outside of its time, and then refuses every client of its issuer. */
function warnOfDates(
  reader: ConfigReader,
  { issuer, thisUpdate, nextUpdate }: RevocationList,
  now: Date,
  at: Value,
): void {
  const warn = (message: string): void => {
    const hint = "until there is a new one, every client certificate of this authority is refused";
    reader.report("invalid-value", message, at, hint, "warning");
  };
  const name = `the revocation list of \`${issuer.text}\``;
  if (nextUpdate && nextUpdate <= now) warn(`${name} is out of date since ${nextUpdate.toISOString()}`);
  else if (thisUpdate > now) warn(`${name} is not in force before ${thisUpdate.toISOString()}`);
}
