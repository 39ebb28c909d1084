import { type Node, nodeOf, type Span } from "@sluice/policy/source";
import type { Fields } from "../fields.ts";
import { isPermitted } from "./grants.ts";
import { type KubeObject, metadataOf } from "./objects.ts";
import type { KubeContext } from "./own-kinds.ts";
import { strict } from "./strict.ts";

/** A port of a Service that a route sends its connections to, or a share of them. */
export interface Backend {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  /** What is spoken to it. */
  readonly scheme: "tcp" | "tls";
  readonly weight: number;
  readonly at: Span;
}

const PROTOCOLS: { readonly [name: string]: Backend["scheme"] } = { TCP: "tcp", HTTP: "tcp", TLS: "tls", HTTPS: "tls" };

/** The backends of all rules of a route: without conditions, rules are one. `undefined`: one is wrong (reported). */
export function readBackends(route: KubeObject, context: KubeContext): readonly Backend[] | undefined {
  const rules = route.spec.items("rules");
  const references = rules.flatMap((rule) => {
    // One that is misspelled would send all connections to the others.
    strict(rule, ["name", "backendRefs"]);
    return rule.items("backendRefs");
  });
  const backends = references.map((reference) => readBackend(route, reference, context));
  if (backends.length === 0) {
    route.spec.report("missing-field", route.at, `${route.id} has no \`backendRefs\``);
    return undefined;
  }
  const sound = backends.flatMap((backend) => (backend ? [backend] : []));
  if (sound.length < backends.length) return undefined;
  if (sound.every(({ weight }) => weight === 0)) {
    const message = `every backend of ${route.id} has the weight 0, so that none of its connections could be served`;
    route.spec.report("invalid-value", route.at, message, "give one of them a weight, or remove the route");
    return undefined;
  }
  return sound;
}

function readBackend(route: KubeObject, reference: Fields, context: KubeContext): Backend | undefined {
  const { objects } = context;
  strict(reference, ["group", "kind", "namespace", "name", "port", "weight"]);
  const [group, kind] = [reference.string("group"), reference.string("kind")];
  const foreign = group && group.value !== "" ? group : kind && kind.value !== "Service" ? kind : undefined;
  if (foreign) {
    const message = `${route.id} has a backend of the kind \`${kind?.value ?? group?.value}\``;
    reference.report("invalid-value", foreign, message, "only a Service is served");
    return undefined;
  }
  const name = reference.string("name");
  if (!name) {
    if (!reference.has("name")) reference.missing(`a backend of ${route.id} has no \`name\``);
    return undefined;
  }
  const namespace = reference.string("namespace")?.value ?? route.namespace;
  const from = { kind: route.kind as "TCPRoute" | "TLSRoute", namespace: route.namespace };
  if (!isPermitted({ from, to: { kind: "Service", namespace, name: name.value } }, objects)) {
    const message = `${route.id} refers to Service ${namespace}/${name.value}, which no ReferenceGrant of that namespace permits`;
    reference.report("invalid-value", name, message, `add a ReferenceGrant to the namespace \`${namespace}\``);
    return undefined;
  }
  const port = reference.integer("port");
  if (port === undefined) {
    if (!reference.has("port")) {
      reference.missing(`the backend Service ${namespace}/${name.value} of ${route.id} has no \`port\``);
    }
    return undefined;
  }
  const service = objects.find("Service", namespace, name.value);
  if (!service) {
    const message = `${route.id} refers to Service ${namespace}/${name.value}, which is not in these manifests`;
    reference.report("invalid-value", name, message, "add its manifest");
    return undefined;
  }
  const listed = service.spec.items("ports").find((one) => one.integer("port") === port);
  if (!listed) {
    const message = `${route.id} refers to port ${port} of ${service.id}, which has no such port`;
    reference.report("invalid-value", reference.value("port") ?? name, message);
    return undefined;
  }
  const weight = readWeight(route, reference);
  const scheme = schemeOf(service, listed.string("name")?.value ?? "", route, context);
  if (weight === undefined || !scheme) return undefined;
  return { namespace, name: name.value, port, scheme, weight, at: reference.map };
}

/** As the API has it. */
const MOST_WEIGHT = 1_000_000;

function readWeight(route: KubeObject, reference: Fields): number | undefined {
  if (!reference.has("weight")) return 1;
  const weight = reference.integer("weight");
  if (weight !== undefined && weight >= 0 && weight <= MOST_WEIGHT) return weight;
  if (weight !== undefined) {
    const message = `the weight ${weight} of a backend of ${route.id} is not from 0 to ${MOST_WEIGHT}`;
    reference.report("invalid-value", reference.value("weight") ?? reference.map, message);
  }
  return undefined;
}

/** The annotation of the Service says what a port speaks; else it is what the route is of. */
function schemeOf(
  service: KubeObject,
  portName: string,
  route: KubeObject,
  { sink }: KubeContext,
): Backend["scheme"] | undefined {
  const fallback = route.kind === "TLSRoute" ? "tls" : "tcp";
  const annotation = metadataOf(service, "annotations", sink).string("k8s.ngrok.com/app-protocols");
  if (!annotation) return fallback;
  const protocols = parsed(annotation.value);
  if (!protocols) {
    const message = `\`k8s.ngrok.com/app-protocols\` of ${service.id} is no JSON map of port names to protocols`;
    sink.report("invalid-value", annotation.start, annotation.end, message);
    return undefined;
  }
  const protocol = protocols.get(portName);
  if (protocol === undefined) return fallback;
  const scheme = PROTOCOLS[protocol.toUpperCase()];
  if (!scheme) {
    const message = `\`${protocol}\` of ${service.id} is no protocol of a port`;
    sink.report("invalid-value", annotation.start, annotation.end, message, { hint: "write `TCP` or `TLS`" });
  }
  return scheme;
}

function parsed(text: string): ReadonlyMap<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value);
    return entries.every(([, protocol]) => typeof protocol === "string") ? new Map(entries) : undefined;
  } catch {
    return undefined;
  }
}

/** `NAME.NAMESPACE:PORT`, as pods of the cluster reach it. */
export function serviceUrl({ scheme, name, namespace, port, at }: Backend): Node {
  return nodeOf(`${scheme}://${name}.${namespace}:${port}`, at);
}
