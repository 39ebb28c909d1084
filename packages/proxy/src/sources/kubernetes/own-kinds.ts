import { isString, type MapNode, mapOf, type Node, type Sink } from "@sluice/policy/source";
import type { Fields } from "../fields.ts";
import { notOurs, onlyInCluster, type PassedOver } from "../passed-over.ts";
import type { KubeEndpoint, KubeUpstream } from "./endpoint.ts";
import type { KubeObject, Objects } from "./objects.ts";
import { readPolicy } from "./policies.ts";
import { readAuthorities, readTlsSecret, type TlsPair } from "./secrets.ts";
import { strict } from "./strict.ts";

export interface KubeContext {
  readonly objects: Objects;
  readonly sink: Sink;
  readonly passed: PassedOver;
}

const COMMON = ["url", "trafficPolicy", "description", "metadata", "bindings"];

/** `AgentEndpoint`; agents that serve one URL always share it. `undefined`: not ours, or wrong (reported). */
export function readAgentEndpoint(object: KubeObject, context: KubeContext): KubeEndpoint | undefined {
  const { spec } = object;
  strict(spec, [...COMMON, "upstream", "tlsTermination", "clientCertificateRefs"]);
  const url = readUrl(object, context.passed);
  if (!url) return undefined;
  const upstream = readUpstream(object, context);
  const policy = readPolicy(object, context.objects, context.sink);
  const agentTermination = readTermination(object, context);
  if (!upstream || !policy || agentTermination === "wrong") return undefined;
  return {
    ...common(object, url),
    upstream,
    ...(policy.kind === "policy" ? { policy: policy.node } : {}),
    ...(agentTermination ? { agentTermination } : {}),
    pooling: true,
  };
}

/** `CloudEndpoint`: no upstream, its policy handles every connection. */
export function readCloudEndpoint(object: KubeObject, context: KubeContext): KubeEndpoint | undefined {
  const { spec } = object;
  strict(spec, [...COMMON, "trafficPolicyName", "poolingEnabled"]);
  const url = readUrl(object, context.passed);
  if (!url) return undefined;
  const policy = readPolicy(object, context.objects, context.sink);
  if (!policy) return undefined;
  if (policy.kind === "none") {
    const message = `${object.id} has no policy, and no upstream that connections could go on to`;
    spec.report("missing-field", object.at, message, "write `trafficPolicy` or `trafficPolicyName`");
    return undefined;
  }
  return { ...common(object, url), policy: policy.node, pooling: spec.boolean("poolingEnabled") ?? false };
}

function common(object: KubeObject, url: Node): Omit<KubeEndpoint, "pooling"> {
  const { spec, namespace, name, at } = object;
  const [description, metadata, bindings] = [
    spec.string("description"),
    spec.string("metadata"),
    spec.value("bindings"),
  ];
  return {
    name: `${namespace}/${name}`,
    url,
    at,
    ...(description ? { description } : {}),
    ...(metadata ? { metadata } : {}),
    ...(bindings ? { bindings } : {}),
  };
}

/** Without a scheme, or at all, it is `https://` to ngrok. */
function readUrl(object: KubeObject, passed: PassedOver): Node | undefined {
  const { spec } = object;
  const url = spec.string("url");
  if (!url && spec.has("url")) return undefined;
  const name = `${object.namespace}/${object.name}`;
  if (!url || !/^(?:tcp|tls):/i.test(url.value)) {
    if (url && /^[a-z][a-z0-9+.-]*:\/\//i.test(url.value) && !/^https?:/i.test(url.value)) return url;
    passed.member(`http ${object.kind}`, name, url ?? object.at, notOurs);
    return undefined;
  }
  const inCluster = spec.list("bindings").some((one) => isString(one) && /^(?:kubernetes$|k8s\/)/.test(one.value));
  if (!inCluster) return url;
  passed.member(`kubernetes ${object.kind}`, name, url, onlyInCluster);
  return undefined;
}

function readUpstream(object: KubeObject, context: KubeContext): KubeUpstream | undefined {
  const upstream = object.spec.fields("upstream");
  if (!upstream) {
    if (!object.spec.has("upstream")) {
      object.spec.report("missing-field", object.at, `${object.id} has no \`upstream\``, "write `upstream: { url }`");
    }
    return undefined;
  }
  strict(upstream, ["url", "protocol", "proxyProtocolVersion"]);
  const protocol = upstream.key("protocol");
  if (protocol) context.passed.key("upstream.protocol", protocol);
  const url = upstream.text("url");
  if (!url && !upstream.has("url")) upstream.missing(`\`upstream\` of ${object.id} has no \`url\``);
  const version = upstream.text("proxyProtocolVersion");
  const clients = readClientCertificates(object, context);
  if (!url || clients === "wrong") return undefined;
  return {
    url,
    at: upstream.map,
    ...(version ? { proxyProtocol: version } : {}),
    ...(clients ? { client: clients } : {}),
  };
}

/** `clientCertificateRefs: [{ name, namespace? }]`. */
function readClientCertificates(object: KubeObject, { objects, sink }: KubeContext): TlsPair | undefined | "wrong" {
  const references = object.spec.items("clientCertificateRefs");
  if (references.length < object.spec.list("clientCertificateRefs").length) return "wrong";
  const [first, second] = references;
  if (!first) return undefined;
  if (second) {
    const message = `${object.id} has more than one client certificate, and one is shown to an upstream`;
    object.spec.report("invalid-value", second.map, message, "keep the one that the upstream knows");
    return "wrong";
  }
  strict(first, ["name", "namespace"]);
  const name = first.string("name");
  if (!name) {
    if (!first.has("name")) first.missing(`a client certificate of ${object.id} has no \`name\``);
    return "wrong";
  }
  const namespace = first.string("namespace")?.value ?? object.namespace;
  const reference = { namespace, name: name.value, at: name, by: object.id };
  return readTlsSecret(objects, reference, sink) ?? "wrong";
}

/** `tlsTermination: { serverCertificateRef: { name }, mutualTLS: { clientCAsRef: { name }, mode } }`. */
function readTermination(object: KubeObject, context: KubeContext): MapNode | undefined | "wrong" {
  const { spec } = object;
  if (!spec.key("tlsTermination")) return undefined;
  const termination = spec.fields("tlsTermination");
  if (!termination) return "wrong";
  strict(termination, ["serverCertificateRef", "mutualTLS"]);
  const server = readReference(termination, "serverCertificateRef", object);
  const pair = server && readTlsSecret(context.objects, server, context.sink);
  const authorities = readMutualTls(termination, object, context);
  if (!pair || authorities === "wrong") return "wrong";
  return mapOf(
    {
      server_certificate: pair.certificate,
      server_private_key: pair.privateKey,
      mutual_tls_certificate_authorities: authorities ? [authorities] : undefined,
    },
    termination.map,
  );
}

function readMutualTls(termination: Fields, object: KubeObject, context: KubeContext): Node | undefined | "wrong" {
  if (!termination.key("mutualTLS")) return undefined;
  const mutual = termination.fields("mutualTLS");
  if (!mutual) return "wrong";
  strict(mutual, ["clientCAsRef", "mode"]);
  const mode = mutual.string("mode");
  if (mode && mode.value !== "require") {
    const message = `\`mode: ${mode.value}\` of ${object.id} cannot be kept: who terminates behind the policy requires a certificate`;
    const hint = "write `mode: require`, or a `terminate-tls` with its strategy into the policy";
    mutual.report("invalid-value", mode, message, hint);
    return "wrong";
  }
  const reference = readReference(mutual, "clientCAsRef", object);
  return (reference && readAuthorities(context.objects, "Secret", reference, context.sink)) ?? "wrong";
}

function readReference(
  fields: Fields,
  key: string,
  object: KubeObject,
): { namespace: string; name: string; at: Node; by: string } | undefined {
  const reference = fields.fields(key);
  if (!reference) {
    if (!fields.has(key)) fields.missing(`${fields.what} has no \`${key}\``, `write \`${key}: { name: SECRET }\``);
    return undefined;
  }
  strict(reference, ["name"]);
  const name = reference.string("name");
  if (!name) {
    if (!reference.has("name")) reference.missing(`${reference.what} has no \`name\``);
    return undefined;
  }
  return { namespace: object.namespace, name: name.value, at: name, by: object.id };
}
