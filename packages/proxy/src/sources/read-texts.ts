import { Diagnostics } from "../config/diagnostics.ts";
import { readSource } from "../config/documents.ts";
import type { ReadFile } from "../config/files.ts";
import type { ConfigDocument } from "../config/reader.ts";
import { SourceFiles } from "../config/source-files.ts";
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

/** What the addresses stand in, as diagnostics name it. */
const COMMAND_LINE = "command line";

/** Reads texts as one configuration, in the shape of `sluice.yml`. What is wrong, or passed over, is in `sink`. */
export async function readTexts(
  texts: readonly GivenText[],
  options: ReadTextsOptions,
): Promise<ConfigDocument & { readonly sink: Diagnostics }> {
  const { resolve = [] } = options;
  const files = new SourceFiles();
  const sink = new Diagnostics(files);
  const documents = texts.flatMap(({ path, text }) => readSource(files.add(path, text)));
  for (const { problems } of documents) problems.reportTo(sink);
  // Of what cannot be read whole nobody can say what it lacks.
  if (sink.hasErrors) return { root: undefined, files, sink };
  const found = new Set(texts.filter((text) => text.found === true).map(({ path }) => path));
  const { root, isGenerated } = await treeOf(documents, { ...options, files, sink, found });
  const given = addAddresses(files, resolve);
  return { root: root && withAddresses(root, given, sink), files, sink, isGenerated };
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
