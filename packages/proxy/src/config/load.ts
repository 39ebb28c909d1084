import { compileNode } from "@sluice/policy";
import type { ReadBytes } from "../file-bytes.ts";
import type { ReadList } from "../listed-addresses.ts";
import { type GivenText, readTexts } from "../sources/read-texts.ts";
import type { ProxyConfig } from "./config.ts";
import { distinct, type FileDiagnostic } from "./diagnostics.ts";
import { NotPlainList } from "./endpoint-list.ts";
import type { ReadFile } from "./files.ts";
import type { KeptConfig, KeptReading } from "./kept-config.ts";
import { readListDocument } from "./list-document.ts";
import type { CompilePolicy } from "./policies.ts";
import { type ReadEndpoints, readConfig } from "./read-config.ts";
import { type ConfigDocument, ConfigReader, type Value } from "./reader.ts";
import { type FileReaders, fileReaders } from "./readers.ts";
import type { KnownResources } from "./resources.ts";

export interface LoadOptions {
  /** Named in diagnostics. Default: `sluice.yml`. */
  readonly filename?: string;
  /** Where relative paths start. Default: the directory of the file that they are written in. */
  readonly baseDirectory?: string;
  /** Called with the absolute path of all that is read, there or not: what to watch. Default: from the file system, as UTF-8. */
  readonly readFile?: ReadFile;
  /** As `readFile`, for what is no text: databases of IP intelligence. */
  readonly readBytes?: ReadBytes;
  /** As `readFile`, for lists of addresses. Default: by `readFile`, if that is there; else a part at a time, and never as a text. */
  readonly readList?: ReadList;
  /** Called with each value that names a file, and the absolute path that is meant. Default: nobody needs to know. */
  readonly onPath?: (at: Value, path: string) => void;
  /** Default: `compileNode` of `@sluice/policy`. */
  readonly compilePolicy?: CompilePolicy;
  /** The time that revocation lists are held against. Default: the wall clock's. */
  readonly now?: Date;
}

export interface LoadResult {
  /** There iff no diagnostic is an error. */
  readonly config?: ProxyConfig;
  /** Of the configuration and of every policy in it or in a file that it names. */
  readonly diagnostics: readonly FileDiagnostic[];
}

/** Reads `sluice.yml`, an agent configuration or manifests with all that they name, and compiles their policies. */
export async function loadConfig(text: string, options: LoadOptions = {}): Promise<LoadResult> {
  return loadTexts([{ path: options.filename ?? "sluice.yml", text }], options);
}

export interface LoadTextsOptions extends LoadOptions {
  /** `NAME=HOST:PORT`: addresses of services, as outside of their cluster. Default: none. */
  readonly resolve?: readonly string[];
  /** What the last reading has left for this one, which leaves there what it has read. Default: all is read anew. */
  readonly kept?: KeptConfig;
}

/** As `loadConfig`, of several texts that are one configuration together. */
export async function loadTexts(texts: readonly GivenText[], given: LoadTextsOptions = {}): Promise<LoadResult> {
  // For both ways: what is a pipe can be read once.
  const options = { ...given, ...fileReaders(given) };
  const { config, diagnostics } = (await loadList(texts, options)) ?? (await inspectAll(texts, options));
  if (config && given.kept) given.kept.certificates = config.certificates;
  return config ? { config, diagnostics } : { diagnostics };
}

/** As `inspectTexts`, of one file whose endpoints can be read one by one. `undefined`: they cannot. */
async function loadList(
  texts: readonly GivenText[],
  options: LoadTextsOptions & FileReaders,
): Promise<LoadResult | undefined> {
  const [text, second] = texts;
  const { kept, resolve = [], onPath } = options;
  if (!text || second || resolve.length > 0 || onPath) return undefined;
  const place = { path: text.path, baseDirectory: options.baseDirectory };
  const document = await readListDocument(text, kept?.of(place));
  if (!document) return undefined;
  try {
    const { sink, passed, readAll } = document;
    const { config, diagnostics, reading } = await inspectDocument(document, options, readAll);
    passed.close();
    if (config && reading) kept?.keep(place, reading);
    return { ...(config ? { config } : {}), diagnostics: distinct([...sink.all, ...diagnostics]) };
  } catch (error) {
    if (error instanceof NotPlainList) return undefined;
    throw error;
  }
}

/** What `loadTexts` has found, with what policies may refer to. */
export interface Inspection extends LoadResult {
  /** There iff the texts could be read. */
  readonly resources?: KnownResources;
}

export async function inspectTexts(texts: readonly GivenText[], options: LoadTextsOptions): Promise<Inspection> {
  return inspectAll(texts, { ...options, ...fileReaders(options) });
}

async function inspectAll(texts: readonly GivenText[], options: LoadTextsOptions & FileReaders): Promise<Inspection> {
  const { sink, ...document } = await readTexts(texts, options);
  if (sink.hasErrors) return { diagnostics: distinct(sink.all) };
  const loaded = await inspectDocument(document, options);
  return { ...loaded, diagnostics: distinct([...sink.all, ...loaded.diagnostics]) };
}

/**
 * As `loadConfig`, of a configuration that was read or made already, in the shape of `sluice.yml`. Diagnostics have the places of
 * its nodes.
 */
export async function loadDocument(document: ConfigDocument, options: LoadOptions = {}): Promise<LoadResult> {
  const { config, diagnostics } = await inspectDocument(document, { ...options, ...fileReaders(options) });
  return config ? { config, diagnostics } : { diagnostics };
}

async function inspectDocument(
  document: ConfigDocument,
  options: LoadTextsOptions & FileReaders,
  readOwn?: ReadEndpoints,
): Promise<Inspection & { readonly reading?: KeptReading | undefined }> {
  const {
    baseDirectory,
    onPath,
    readFile,
    readBytes,
    readList,
    compilePolicy = compileNode,
    now = new Date(),
  } = options;
  const reader = new ConfigReader(document);
  const files = {
    ...(baseDirectory === undefined ? {} : { baseDirectory }),
    ...(onPath ? { onPath } : {}),
    readFile,
    readBytes,
    readList,
  };
  const found = await readConfig(reader, files, { compile: compilePolicy, now, readOwn, kept: options.kept });
  const diagnostics = distinct(reader.diagnostics);
  if (!found) return { diagnostics };
  const { config, resources, reading } = found;
  return reader.sink.hasErrors ? { resources, diagnostics } : { config, resources, diagnostics, reading };
}
