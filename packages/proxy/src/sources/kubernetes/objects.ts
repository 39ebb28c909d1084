import { entryOf, fieldOf, isString, type MapNode, mapOf, type Sink, type Span, stringOf } from "@sluice/policy/source";
import { Fields } from "../fields.ts";
import type { PassedOver } from "../passed-over.ts";

/** A Kubernetes object. */
export interface KubeObject {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  /** As messages name it: `Kind namespace/name`. */
  readonly id: string;
  readonly root: MapNode;
  /** Its `spec`, empty where it has none. */
  readonly spec: Fields;
  /** Where it is named, for what is wrong with it as a whole. */
  readonly at: Span;
}

const GATEWAY = "gateway.networking.k8s.io";

export type Kind =
  | "AgentEndpoint"
  | "CloudEndpoint"
  | "NgrokTrafficPolicy"
  | "TrafficPolicy"
  | "GatewayClass"
  | "Gateway"
  | "TCPRoute"
  | "TLSRoute"
  | "ReferenceGrant"
  | "Service"
  | "Secret"
  | "ConfigMap"
  | "Namespace";

/** The kinds that mean something here, with their API group; of ngrok's groups any version is taken. */
export const KINDS: { readonly [K in Kind]: string } = {
  AgentEndpoint: "ngrok",
  CloudEndpoint: "ngrok",
  NgrokTrafficPolicy: "ngrok",
  TrafficPolicy: "ngrok",
  GatewayClass: GATEWAY,
  Gateway: GATEWAY,
  TCPRoute: GATEWAY,
  TLSRoute: GATEWAY,
  ReferenceGrant: GATEWAY,
  Service: "",
  Secret: "",
  ConfigMap: "",
  Namespace: "",
};

const ROOT_WITH_SPEC = ["apiVersion", "kind", "metadata", "spec", "status"];
const ROOT_WITH_DATA = ["apiVersion", "kind", "metadata", "data", "immutable"];

/** The keys of kinds whose `spec` says nothing here. */
const ROOT: { readonly [K in Kind]?: readonly string[] } = {
  Secret: [...ROOT_WITH_DATA, "stringData", "type"],
  ConfigMap: [...ROOT_WITH_DATA, "binaryData"],
  Namespace: ROOT_WITH_SPEC,
};

/** Kinds without a namespace. */
const CLUSTER_WIDE: readonly Kind[] = ["GatewayClass", "Namespace"];

/** The objects of all manifests, by what others refer to them by. */
export class Objects {
  readonly #sink: Sink;
  readonly #passed: PassedOver;
  readonly #objects = new Map<string, KubeObject>();

  constructor(sink: Sink, passed: PassedOver) {
    this.#sink = sink;
    this.#passed = passed;
  }

  get isEmpty(): boolean {
    return this.#objects.size === 0;
  }

  /** A document that is an object, or a list of objects. */
  add(root: MapNode): void {
    const kind = stringOf(root, "kind");
    const items = fieldOf(root, "items");
    if (kind?.value.endsWith("List") && items?.kind === "list") {
      for (const item of items.items) if (item.kind === "map") this.add(item);
      return;
    }
    if (!kind) return;
    const known = kindOf(kind.value, stringOf(root, "apiVersion")?.value ?? "");
    if (!known) {
      const name = stringOf(mapIn(root, "metadata"), "name")?.value ?? "without a name";
      this.#passed.member(`kind ${kind.value}`, name, kind, (names, count) => ({
        message: `${kind.value} has no meaning here, and ${names} ${count === 1 ? "is" : "are"} passed over`,
        severity: "info",
      }));
      return;
    }
    this.#store(known, root);
  }

  all(kind: Kind): readonly KubeObject[] {
    return [...this.#objects.values()].filter((object) => object.kind === kind);
  }

  find(kind: Kind, namespace: string, name: string): KubeObject | undefined {
    return this.#objects.get(`${kind} ${namespace}/${name}`);
  }

  #store(kind: Kind, root: MapNode): void {
    const metadata = new Fields(mapIn(root, "metadata"), `an object of the kind ${kind}`, this.#sink);
    const name = metadata.string("name");
    if (!name) {
      if (!metadata.has("name")) metadata.missing(`an object of the kind ${kind} has no \`metadata.name\``);
      return;
    }
    const namespace = CLUSTER_WIDE.includes(kind) ? "" : (metadata.string("namespace")?.value ?? "default");
    const id = namespace === "" ? `${kind} ${name.value}` : `${kind} ${namespace}/${name.value}`;
    const key = `${kind} ${namespace}/${name.value}`;
    if (this.#objects.has(key)) {
      const message = `${id} stands here a second time`;
      this.#sink.report("duplicate-key", name.start, name.end, message, { hint: "remove one of the two" });
      return;
    }
    new Fields(root, id, this.#sink).allow(ROOT[kind] ?? ROOT_WITH_SPEC);
    if (!ROOT[kind]) this.#requireMap(root, "spec", id);
    const spec = new Fields(mapIn(root, "spec"), id, this.#sink);
    this.#objects.set(key, { kind, namespace, name: name.value, id, root, spec, at: name });
  }

  /** What is something else, or left empty, would be read as if nothing were written. */
  #requireMap(root: MapNode, key: string, id: string): void {
    const entry = entryOf(root, key);
    if (!entry || entry.value.kind === "map") return;
    const { start, end } = entry.key;
    this.#sink.report("wrong-type", start, end, `\`${key}\` of ${id} must be a mapping`);
  }
}

/** `metadata.annotations`, or labels; what is no map is reported. */
export function metadataOf(object: KubeObject, key: "annotations" | "labels", sink: Sink): Fields {
  const metadata = mapIn(object.root, "metadata");
  const entry = entryOf(metadata, key);
  if (entry && entry.value.kind !== "map") {
    const { start, end } = entry.key;
    sink.report("wrong-type", start, end, `\`${key}\` of ${object.id} must be a mapping`);
  }
  return new Fields(mapIn(metadata, key), `\`${key}\` of ${object.id}`, sink);
}

function mapIn(map: MapNode, key: string): MapNode {
  const value = fieldOf(map, key);
  return value?.kind === "map" ? value : mapOf({}, { start: map.start, end: map.start });
}

function kindOf(kind: string, version: string): Kind | undefined {
  const group = version.includes("/") ? version.slice(0, version.indexOf("/")) : "";
  const known = (Object.keys(KINDS) as Kind[]).find((each) => each === kind);
  if (known === undefined) return undefined;
  const wanted = KINDS[known];
  const isOfGroup = wanted === "ngrok" ? group === "" || /(^|\.)ngrok\.com$/.test(group) : group === wanted;
  return isOfGroup ? known : undefined;
}

/** Whether a document is a Kubernetes object, whatever kind. */
export function isObject(root: MapNode): boolean {
  return isString(fieldOf(root, "kind")) && isString(fieldOf(root, "apiVersion"));
}
