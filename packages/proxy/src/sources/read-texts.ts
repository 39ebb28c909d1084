import { Diagnostics } from "../config/diagnostics.ts";
import { type ReadDocument, readSource } from "../config/documents.ts";
import type { ReadFile } from "../config/files.ts";
import type { ConfigDocument } from "../config/reader.ts";
import { SourceFiles } from "../config/source-files.ts";
import { COMMAND_LINE } from "./command-line/command-line.ts";
import { type GivenAddress, withAddresses } from "./service-addresses.ts";
import { treeOf } from "./tree.ts";

/** A text that is a configuration, or a part of one. */
export interface GivenText {
  readonly path: string;
  readonly text: string;
  /** Whether it was found in a directory, instead of named. Default false. */
  readonly found?: boolean;
}

export interface ReadTextsOptions {
  /** Where relative paths start. Default: the directory of the file that they are written in. */
  readonly baseDirectory?: string;
  /** Reads policies that rules are put in front of. */
  readonly readFile: ReadFile;
  /** `NAME=HOST:PORT`: addresses of services, as outside of their cluster. */
  readonly resolve?: readonly string[];
}

/** Reads texts as one configuration, in the shape of `sluice.yml`. What is wrong, or passed over, is in `sink`. */
export async function readTexts(
  texts: readonly GivenText[],
  options: ReadTextsOptions,
): Promise<ConfigDocument & { readonly sink: Diagnostics }> {
  const { resolve = [] } = options;
  const files = new SourceFiles();
  const sink = new Diagnostics(files);
  const read = texts.map(({ path, text }) => readSource(files.add(path, text)));
  // Of one alone its reader says what it lacks.
  if (texts.length > 1) for (const documents of read) refuseEmpty(documents, sink);
  const documents = read.flat();
  for (const { problems } of documents) problems.reportTo(sink);
  // Of what cannot be read whole nobody can say what it lacks.
  if (sink.hasErrors) return { root: undefined, files, sink };
  const found = new Set(texts.filter((text) => text.found === true).map(({ path }) => path));
  const { root, isGenerated } = await treeOf(documents, { ...options, files, sink, found });
  const given = addAddresses(files, resolve);
  return { root: root && withAddresses(root, given, sink), files, sink, isGenerated };
}

/** A file that was cut off before it is written again must not take its endpoints away. */
function refuseEmpty(documents: readonly ReadDocument[], sink: Diagnostics): void {
  const [first] = documents;
  if (!first || documents.some(({ root, problems }) => root !== undefined || problems.count > 0)) return;
  sink.report("missing-field", first.file.base, first.file.base, "there is nothing in this file", {
    hint: "remove it, or write `{}` where nothing is meant",
  });
}

function addAddresses(files: SourceFiles, resolve: readonly string[]): readonly GivenAddress[] {
  if (resolve.length === 0) return [];
  const words = resolve.map((text) => `--resolve ${text}`);
  const { base } = files.add(COMMAND_LINE, words.join(" "));
  let start = base;
  return resolve.map((text, index) => {
    const at = start + "--resolve ".length;
    start += (words[index]?.length ?? 0) + 1;
    return { text, start: at, end: at + text.length };
  });
}
