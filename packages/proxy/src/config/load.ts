import { compileNode } from "@sluice/policy";
import { buildEndpointTable, type EndpointConflict, findConflicts } from "../endpoints/table.ts";
import type { ReadBytes } from "../file-bytes.ts";
import type { ReadList } from "../listed-addresses.ts";
import { type GivenText, readTexts } from "../sources/read-texts.ts";
import { readAdmissionLimits } from "./admission.ts";
import { readCertificates } from "./certificates.ts";
import { checkForwards, hasForwards } from "./check-forwards.ts";
import { checkTerminations } from "./check-terminations.ts";
import type { EventsConfig, ProxyConfig } from "./config.ts";
import { distinct, type FileDiagnostic } from "./diagnostics.ts";
import { readDuration } from "./duration.ts";
import { type ReadEndpoint, readEndpoint } from "./endpoint.ts";
import { type EndpointListRead, type EndpointReading, NotPlainList } from "./endpoint-list.ts";
import { type FileSource, pathOf, type ReadFile } from "./files.ts";
import { readIntelligence } from "./intelligence.ts";
import type { KeptConfig, KeptReading } from "./kept-config.ts";
import { readListDocument } from "./list-document.ts";
import { readListen } from "./listen.ts";
import { readLog } from "./log.ts";
import { checkMetricsPort, readMetrics } from "./metrics.ts";
import { type CompilePolicy, PolicyCompiler } from "./policies.ts";
import { type ConfigDocument, ConfigReader, type MapReader, type Value } from "./reader.ts";
import { type FileReaders, fileReaders } from "./readers.ts";
import { type KnownResources, readResources } from "./resources.ts";
import { readRevocation } from "./revocation.ts";

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

/** At the top of `sluice.yml`. */
export const CONFIG_KEYS = [
  "version",
  "agent",
  "listen",
  "region",
  "endpoints",
  "certificates",
  "certificate_authorities",
  "certificate_revocation_lists",
  "ip_policies",
  "secrets",
  "ip_intelligence",
  "events",
  "metrics",
  "log",
  "limits",
  "drain_timeout",
] as const;
type Key = (typeof CONFIG_KEYS)[number];

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

type ReadEndpoints = (reading: EndpointReading) => Promise<EndpointListRead>;

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

/** `readOwn`: reads the endpoints, where these are not in the document. */
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
  const found = await read(reader, files, { compile: compilePolicy, now, readOwn, kept: options.kept });
  const diagnostics = distinct(reader.diagnostics);
  if (!found) return { diagnostics };
  const { config, resources, reading } = found;
  return reader.sink.hasErrors ? { resources, diagnostics } : { config, resources, diagnostics, reading };
}

async function read(reader: ConfigReader, files: FileSource, how: HowToRead): Promise<ReadConfig | undefined> {
  const { root } = reader;
  if (!root) reader.report("missing-field", "the configuration is empty", undefined);
  const top = root && reader.map(root, "the configuration", CONFIG_KEYS);
  return top && readTop(reader, files, top, how);
}

interface HowToRead {
  readonly compile: CompilePolicy;
  readonly now: Date;
  readonly readOwn: ReadEndpoints | undefined;
  readonly kept: KeptConfig | undefined;
}

interface ReadConfig {
  readonly config: ProxyConfig;
  readonly resources: KnownResources;
  /** There iff the endpoints were read as a list. */
  readonly reading: KeptReading | undefined;
}

async function readTop(
  reader: ConfigReader,
  files: FileSource,
  top: MapReader<Key>,
  { compile, now, readOwn, kept }: HowToRead,
): Promise<ReadConfig> {
  checkVersion(reader, top.get("version"));
  const listen = readListen(reader, top.get("listen"));
  const own = await readCertificates(reader, files, top.get("certificates"), kept?.certificates);
  const intelligence = await readIntelligence(reader, files, top.written("ip_intelligence", "a mapping"));
  const { resources, unread } = await readResources(reader, files, {
    certificateAuthorities: top.get("certificate_authorities"),
    ipPolicies: top.get("ip_policies"),
    secrets: top.get("secrets"),
  });
  const revocationAt = top.written("certificate_revocation_lists", "a list or a mapping");
  const authorities = resources.certificate_authorities ?? {};
  const revocation = await readRevocation(reader, files, revocationAt, { authorities, now });
  const known = { ...resources, ...(intelligence ? { ip_intelligence: intelligence.configured } : {}) };
  const reading = { reader, files, known: { resources: known, unread }, compile };
  const list = await readOwn?.(reading);
  const endpoints = list?.endpoints ?? (await readAll(reading, top.required("endpoints")));
  const drainTimeout = readDuration(reader, top.written("drain_timeout", "a duration"), "`drain_timeout`");
  const metricsAt = top.written("metrics", "a mapping");
  const metrics = readMetrics(reader, metricsAt);
  const config = {
    listen,
    endpoints: endpoints.map((endpoint) => endpoint.config),
    certificates: own.certificates,
    selfSigned: own.selfSigned,
    revocation,
    ...(intelligence ? { intelligence } : {}),
    limits: readAdmissionLimits(reader, top.written("limits", "a mapping")),
    serverRegion: reader.string(top.get("region"), "`region`") ?? "",
    events: readEvents(reader, files, top.get("events")),
    ...(metrics ? { metrics } : {}),
    log: readLog(reader, top.get("log")),
    ...(drainTimeout === undefined ? {} : { drainTimeout }),
  };
  checkTerminations(reader, endpoints, { ...own, revocation, revocationAt });
  checkNames(reader, endpoints);
  for (const conflict of findConflicts(config.endpoints, listen)) {
    reportConflict(reader, conflict, endpoints[conflict.endpoint]);
  }
  // A table of many endpoints takes a while.
  const built = metrics || hasForwards(config) ? buildEndpointTable(config.endpoints, listen) : undefined;
  if (built?.ok && metrics) checkMetricsPort(reader, metricsAt, metrics, built.table.listeners);
  if (built?.ok) checkForwards(reader, endpoints, built.table);
  return { config, resources: reading.known, reading: list?.kept };
}

async function readAll(
  { reader, files, known, compile }: EndpointReading,
  at: Value | undefined,
): Promise<readonly ReadEndpoint[]> {
  const policies = new PolicyCompiler(reader, files, known, compile);
  const endpoints: ReadEndpoint[] = [];
  for (const { item, key } of endpointsOf(reader, at)) {
    const endpoint = await readEndpoint(reader, files, policies, item, key);
    if (endpoint) endpoints.push(endpoint);
  }
  return endpoints;
}

/** A list, or a mapping of endpoints by their names. */
function endpointsOf(reader: ConfigReader, at: Value | undefined): readonly { item: Value; key?: Value }[] {
  if (at?.kind === "map") return at.entries.map(({ key, value }) => ({ item: value, key }));
  return reader.list(at, "`endpoints`").map((item) => ({ item }));
}

function reportConflict(reader: ConfigReader, { kind, message }: EndpointConflict, later?: ReadEndpoint): void {
  if (!later || kind === "port") {
    reader.report("invalid-value", message, later?.urlAt);
    return;
  }
  const hint = "give one of them another URL, or set `pooling_enabled: true` on all of them";
  reader.report(
    "endpoint-conflict",
    `another endpoint has the URL \`${later.config.url.url}\` already`,
    later.urlAt,
    hint,
  );
}

/** A name is what `sluice start NAME` and an endpoint's id go by, also that of a pool's member. */
function checkNames(reader: ConfigReader, endpoints: readonly ReadEndpoint[]): void {
  const taken = new Set<string>();
  for (const { config, nameAt } of endpoints) {
    if (config.name === undefined) continue;
    if (taken.has(config.name)) {
      reader.report("invalid-value", `\`${config.name}\` is the name of another endpoint already`, nameAt);
    }
    taken.add(config.name);
  }
}

function checkVersion(reader: ConfigReader, at: Value | undefined): void {
  const version = reader.stringOrInteger(at, "`version`");
  if (version === undefined || version === "3") return;
  reader.report(
    "invalid-value",
    `version \`${version}\` of the configuration is not supported`,
    at,
    "write `version: 3`",
  );
}

/** `events: { file: PATH }`. */
function readEvents(reader: ConfigReader, files: FileSource, at: Value | undefined): EventsConfig {
  const file = at && reader.string(reader.map(at, "`events`", ["file"])?.required("file"), "`file`");
  return file === undefined || !at ? {} : { file: pathOf(reader, files, file, at) };
}
