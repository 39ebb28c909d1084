import { explainCidr } from "@sluice/policy";
import { type FileSource, isPem, readNamedFile } from "./files.ts";
import type { ConfigReader, Value } from "./reader.ts";

/** What is wrong with the same file more often than this is one mistake, such as another format. */
const MOST_REPORTED = 5;

/** What names such a file. */
export interface AddressFileUse {
  readonly what: string;
  /** How to say that nobody is meant. */
  readonly instead: string;
}

/**
 * Addresses and blocks from a file, one on each line; what follows a `#` or `;` is a comment. One without any is reported: a
 * download that has failed must not let in whom the list kept out.
 */
export async function readAddressFile(
  reader: ConfigReader,
  files: FileSource,
  at: Value | undefined,
  { what, instead }: AddressFileUse,
): Promise<string[]> {
  const file = await readNamedFile(reader, files, at, what);
  if (!file) return [];
  // Lines of a key are quoted to nobody.
  if (isPem(file.text)) {
    reader.report("invalid-value", `\`${file.path}\` is PEM and no list of addresses`, at);
    return [];
  }
  const blocks: string[] = [];
  let wrong = 0;
  for (const [index, line] of file.text.split("\n").entries()) {
    const text = line.replace(/[#;].*/, "").trim();
    if (text === "") continue;
    const read = explainCidr(text);
    if (read.kind === "cidr") {
      blocks.push(text);
      continue;
    }
    wrong += 1;
    if (wrong > MOST_REPORTED) continue;
    reader.report("invalid-cidr", `line ${index + 1} of \`${file.path}\`: ${read.reason}`, at, read.hint);
  }
  if (wrong > MOST_REPORTED) {
    reader.report("invalid-cidr", `${wrong - MOST_REPORTED} more lines of \`${file.path}\` are no addresses`, at);
  }
  if (blocks.length === 0 && wrong === 0) {
    reader.report("invalid-value", `\`${file.path}\` lists nobody`, at, instead);
  }
  return blocks;
}
