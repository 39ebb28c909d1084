import { entryOf, fieldOf, isString, type MapNode, type Node } from "./node.ts";

/** A policy as it stands in a document: alone, or inside of what carries it. */
export interface FoundPolicy {
  /** `undefined`: the empty policy. */
  readonly node: Node | undefined;
  /** Scheme of the endpoint's URL, such as `tls` or `https`; `undefined` if none is known. */
  readonly scheme: string | undefined;
}

const POLICY_KINDS = new Set(["NgrokTrafficPolicy", "TrafficPolicy"]);
const ENDPOINT_KINDS = new Set(["AgentEndpoint", "CloudEndpoint"]);

/**
 * The policies of a document (language.md, section 1): a bare policy is one, an agent configuration holds one an
 * endpoint, a Kubernetes object of ngrok's kinds holds one; other Kubernetes objects hold none.
 */
export function findPolicies(root: Node | undefined): readonly FoundPolicy[] {
  if (root?.kind !== "map") return [{ node: root, scheme: undefined }];
  const kind = fieldOf(root, "kind");
  if (isString(kind) && entryOf(root, "apiVersion") !== undefined) return inManifest(kind.value, root);
  for (const key of ["endpoints", "tunnels"]) {
    const endpoints = fieldOf(root, key);
    if (endpoints !== undefined) return inAgentConfig(endpoints);
  }
  return [{ node: root, scheme: undefined }];
}

function inAgentConfig(endpoints: Node): readonly FoundPolicy[] {
  const items =
    endpoints.kind === "list"
      ? endpoints.items
      : endpoints.kind === "map"
        ? endpoints.entries.map((entry) => entry.value)
        : [];
  return items.flatMap((endpoint) => {
    if (endpoint.kind !== "map") return [];
    const node = fieldOf(endpoint, "traffic_policy");
    return node === undefined ? [] : [{ node, scheme: schemeOf(endpoint) }];
  });
}

function inManifest(kind: string, root: MapNode): readonly FoundPolicy[] {
  const spec = fieldOf(root, "spec");
  if (spec?.kind !== "map") return [];
  if (POLICY_KINDS.has(kind)) return [{ node: fieldOf(spec, "policy"), scheme: undefined }];
  if (!ENDPOINT_KINDS.has(kind)) return [];
  const holder = fieldOf(spec, "trafficPolicy");
  if (holder?.kind !== "map") return [];
  const node = fieldOf(holder, "inline") ?? fieldOf(holder, "policy");
  return node === undefined ? [] : [{ node, scheme: schemeOf(spec) }];
}

/** Of `url` (version 3 and Kubernetes), else of `proto` (version 2). */
function schemeOf(endpoint: MapNode): string | undefined {
  const url = fieldOf(endpoint, "url");
  if (isString(url)) return /^([a-z][a-z0-9+.-]*):\/\//i.exec(url.value)?.[1]?.toLowerCase();
  const proto = fieldOf(endpoint, "proto");
  return isString(proto) ? proto.value.toLowerCase() : undefined;
}
