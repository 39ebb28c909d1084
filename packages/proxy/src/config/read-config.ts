import { buildEndpointTable, type EndpointConflict, findConflicts } from "../endpoints/table.ts";
import { readAdmissionLimits } from "./admission.ts";
import { readCertificates } from "./certificates.ts";
import { checkForwards, hasForwards } from "./check-forwards.ts";
import { checkTerminations } from "./check-terminations.ts";
import type { EventsConfig, ProxyConfig } from "./config.ts";
import { readDuration } from "./duration.ts";
import { type ReadEndpoint, readEndpoint } from "./endpoint.ts";
import type { EndpointListRead, EndpointReading } from "./endpoint-list.ts";
import { type FileSource, pathOf } from "./files.ts";
import { readIntelligence } from "./intelligence.ts";
import type { KeptConfig, KeptReading } from "./kept-config.ts";
import { readListen } from "./listen.ts";
import { readLog } from "./log.ts";
import { checkMetricsPort, readMetrics } from "./metrics.ts";
import { type CompilePolicy, PolicyCompiler } from "./policies.ts";
import type { ConfigReader, MapReader, Value } from "./reader.ts";
import { type KnownResources, readResources } from "./resources.ts";
import { readRevocation } from "./revocation.ts";

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

/** Reads the tree of a configuration. `undefined`: it is no mapping, which is reported. */
export async function readConfig(
  reader: ConfigReader,
  files: FileSource,
  how: HowToRead,
): Promise<ReadConfig | undefined> {
  const { root } = reader;
  if (!root) reader.report("missing-field", "the configuration is empty", undefined);
  const top = root && reader.map(root, "the configuration", CONFIG_KEYS);
  return top && readTop(reader, files, top, how);
}

/** Reads the endpoints, where these are not in the document. */
export type ReadEndpoints = (reading: EndpointReading) => Promise<EndpointListRead>;

export interface HowToRead {
  readonly compile: CompilePolicy;
  readonly now: Date;
  readonly readOwn: ReadEndpoints | undefined;
  readonly kept: KeptConfig | undefined;
}

export interface ReadConfig {
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
