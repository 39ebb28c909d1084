import { AddressSet } from "@sluice/policy";
import { type FileSource, readNamed } from "./files.ts";
import type { ConfigReader, Value } from "./reader.ts";

/** What names such a file. */
export interface AddressFileUse {
  readonly what: string;
  /** How to say that nobody is meant. */
  readonly instead: string;
}

const NOBODY: AddressSet = AddressSet.from([]);

/**
 * Addresses and blocks from a file, one on each line; what follows a `#` or `;` is a comment. One without any is reported: a
 * download that has failed must not let in whom the list kept out. Who names the same file gets the same set.
 */
export async function readAddressFile(
  reader: ConfigReader,
  files: FileSource,
  at: Value | undefined,
  { what, instead }: AddressFileUse,
): Promise<AddressSet> {
  const read = await readNamed(reader, files, at, { what, read: files.readList });
  if (!read) return NOBODY;
  const { path, content } = read;
  const { list } = content;
  switch (list.kind) {
    case "list":
      return list.set;
    case "pem":
      reader.report("invalid-value", `\`${path}\` is PEM and no list of addresses`, at);
      return NOBODY;
    case "empty":
      reader.report("invalid-value", `\`${path}\` lists nobody`, at, instead);
      return NOBODY;
    case "invalid":
      for (const { line, column, reason, hint } of list.problems) {
        const place = column === 1 ? `line ${line}` : `line ${line}, column ${column}`;
        reader.report("invalid-cidr", `${place} of \`${path}\`: ${reason}`, at, hint);
      }
      if (list.more > 0) reader.report("invalid-cidr", `${list.more} more lines of \`${path}\` are no addresses`, at);
      // That the others are few is no second mistake.
      return list.set;
  }
}
