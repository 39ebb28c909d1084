import { type EndpointUrl, type Policy, parseEndpointUrl, type TlsTermination } from "@sluice/policy";
import type { Node, Span } from "@sluice/policy/source";
import { readMaxConnections } from "./admission.ts";
import { readAgentTermination } from "./agent-termination.ts";
import { readAlpnProtocols } from "./alpn.ts";
import type { EndpointConfig } from "./config.ts";
import type { FileSource } from "./files.ts";
import type { PolicyCompiler } from "./policies.ts";
import type { ConfigReader, MapReader, Value } from "./reader.ts";
import { readUpstream } from "./upstream.ts";

const KEYS = [
  "name",
  "url",
  "description",
  "metadata",
  "bindings",
  "pooling_enabled",
  "weight",
  "traffic_policy",
  "traffic_policy_file",
  "shadow_policy",
  "shadow_policy_file",
  "upstream",
  "agent_tls_termination",
  "alpn_protocols",
  "max_connections",
] as const;
type Key = (typeof KEYS)[number];

/** An endpoint with where its parts stand, for what only shows beside the others. */
export interface ReadEndpoint {
  readonly config: EndpointConfig;
  readonly urlAt: Span;
  /** There iff it has a name. */
  readonly nameAt: Span | undefined;
  /** The tree of its policy: of what is right nobody asks for it. */
  policyTree(): Node | undefined;
  /** The same of its shadow policy. */
  shadowTree(): Node | undefined;
}

/** Finer shares than a thousandth would only show over longer runs than anybody looks at. */
const MAX_WEIGHT = 1_000;

/** One item of `endpoints:`. `key`: what it stands under, where these are a mapping; its name, if it has no other. */
export async function readEndpoint(
  reader: ConfigReader,
  files: FileSource,
  policies: PolicyCompiler,
  item: Value,
  key?: Value,
): Promise<ReadEndpoint | undefined> {
  const entry = reader.map(item, "an endpoint", KEYS);
  if (!entry) return undefined;
  const urlAt = entry.required("url", "write `url: tls://NAME` or `url: tcp://HOST:PORT`");
  const url = readUrl(reader, urlAt);
  const nameAt = entry.get("name") ?? key;
  const name = reader.string(nameAt, "`name`");
  const description = reader.string(entry.get("description"), "`description`");
  const metadata = reader.string(entry.get("metadata"), "`metadata`");
  const poolingEnabled = reader.boolean(entry.get("pooling_enabled"), "`pooling_enabled`") ?? false;
  const weight = readWeight(reader, entry, poolingEnabled);
  const upstream = await readUpstream(reader, files, entry.get("upstream"));
  if (url) checkBindings(reader, url, entry.get("bindings"));
  const hasUpstream = entry.get("upstream") !== undefined || upstream !== undefined;
  const policy = await readPolicy(reader, policies, entry, { keys: ENFORCED, url, hasUpstream });
  const shadowPolicy = await readPolicy(reader, policies, entry, { keys: SHADOW, url, hasUpstream });
  const agentTermination = await readTermination(reader, files, entry, { policy, shadowPolicy });
  const alpnProtocols = readAlpnProtocols(reader, entry.written("alpn_protocols", "a list"));
  const maxConnections = readMaxConnections(reader, entry.written("max_connections", "a whole number"));
  if (!url || !urlAt) return undefined;
  const config = {
    url,
    poolingEnabled,
    ...(weight === undefined ? {} : { weight }),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(policy ? { policy } : {}),
    ...(shadowPolicy ? { shadowPolicy } : {}),
    ...(agentTermination ? { agentTermination } : {}),
    ...(alpnProtocols ? { alpnProtocols } : {}),
    ...(maxConnections === undefined ? {} : { maxConnections }),
    ...(upstream ? { upstream } : {}),
  };
  const treeOf = ([inline, file]: PolicyPlace["keys"]): (() => Node | undefined) => {
    return () => policies.treeOf(entry.get(inline), entry.get(file));
  };
  return { config, urlAt, nameAt, policyTree: treeOf(ENFORCED), shadowTree: treeOf(SHADOW) };
}

/** Its share of the connections of its pool: `weight: 3` gets three where one without gets one. */
function readWeight(reader: ConfigReader, entry: MapReader<Key>, poolingEnabled: boolean): number | undefined {
  const weight = reader.integer(entry.get("weight"), "`weight`", 1, MAX_WEIGHT);
  if (weight !== undefined && !poolingEnabled) {
    reader.report("needs-other-field", "`weight` needs `pooling_enabled: true`", entry.key("weight"));
  }
  // As one without it has it.
  return weight === 1 ? undefined : weight;
}

function readUrl(reader: ConfigReader, at: Value | undefined): EndpointUrl | undefined {
  const text = reader.string(at, "`url`");
  if (text === undefined) return undefined;
  const parsed = parseEndpointUrl(text);
  if (parsed.kind === "url") return parsed.url;
  reader.report("invalid-url", parsed.reason, at, parsed.hint);
  return undefined;
}

/** The binding follows from the URL; what is written must agree with it. */
function checkBindings(reader: ConfigReader, url: EndpointUrl, at: Value | undefined): void {
  const implied = url.internal ? "internal" : "public";
  for (const item of reader.list(at, "`bindings`")) {
    const binding = reader.string(item, "a binding");
    if (binding === undefined || binding === implied) continue;
    const known = binding === "internal" || binding === "public";
    const message = known
      ? `\`${url.url}\` has the \`${implied}\` binding, not \`${binding}\``
      : `\`${binding}\` endpoints are not served here`;
    reader.report(
      "invalid-value",
      message,
      item,
      known ? "a name that ends in `.internal` is internal, any other public" : undefined,
    );
  }
}

async function readTermination(
  reader: ConfigReader,
  files: FileSource,
  entry: MapReader<Key>,
  { policy, shadowPolicy }: Readonly<Record<"policy" | "shadowPolicy", Policy | undefined>>,
): Promise<TlsTermination | undefined> {
  const key = entry.key("agent_tls_termination");
  if (!key) return undefined;
  if (policy && policy.terminations.length > 0) {
    const message = "`agent_tls_termination` terminates TLS, which the policy has done already";
    const hint = "remove `agent_tls_termination`, or `terminate-tls` from the policy";
    reader.report("terminate-tls-twice", message, key, hint);
  } else if (shadowPolicy && shadowPolicy.terminations.length > 0) {
    const message = "`agent_tls_termination` terminates TLS, which the shadow policy would have done already";
    reader.report("terminate-tls-twice", message, key, "remove `terminate-tls` from the shadow policy");
  }
  if (!entry.get("upstream")) {
    const message = "`agent_tls_termination` needs an `upstream`, which the decrypted stream goes to";
    reader.report("needs-other-field", message, key);
  }
  return readAgentTermination(reader, files, entry.get("agent_tls_termination"), key);
}

async function readPolicy(
  reader: ConfigReader,
  policies: PolicyCompiler,
  entry: MapReader<Key>,
  { keys: [inlineKey, fileKey], url, hasUpstream }: PolicyPlace,
): Promise<Policy | undefined> {
  const inline = entry.written(inlineKey, "a mapping or a string");
  const file = entry.written(fileKey, "a string");
  if (inline && file) {
    const message = `\`${inlineKey}\` and \`${fileKey}\` exclude each other`;
    reader.report("invalid-value", message, entry.key(inlineKey));
    return undefined;
  }
  // Reported above.
  if (!inline && !file && (entry.key(inlineKey) || entry.key(fileKey))) return undefined;
  if (!inline && !file && !hasUpstream && inlineKey === "traffic_policy") {
    reader.reportMissing("an endpoint has an `upstream`, a `traffic_policy` or both", entry.start);
  }
  // Of an endpoint whose protocol is unknown half of what can be said of its policy would be wrong.
  if (!url) return undefined;
  const shadow = inlineKey === "shadow_policy";
  const target = { protocol: url.scheme, upstream: hasUpstream, internal: url.internal, shadow };
  if (inline) return policies.inline(inline, target, `\`${inlineKey}\``);
  return file && policies.file(file, target, `\`${fileKey}\``);
}

/** Which of an endpoint's policies is meant, and what it is for. */
interface PolicyPlace {
  readonly keys: readonly [
    inline: "traffic_policy" | "shadow_policy",
    file: "traffic_policy_file" | "shadow_policy_file",
  ];
  readonly url: EndpointUrl | undefined;
  readonly hasUpstream: boolean;
}

const ENFORCED = ["traffic_policy", "traffic_policy_file"] as const;
const SHADOW = ["shadow_policy", "shadow_policy_file"] as const;
