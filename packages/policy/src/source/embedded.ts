import { entryOf, fieldOf, isString, type MapNode, type Node } from "./node.ts";

/** A policy as it stands in a document: alone, or inside of what carries it. */
export interface FoundPolicy {
  /** `undefined`: the empty policy. */
  readonly node: Node | undefined;
  /** Scheme of the endpoint's URL, such as `tls` or `https`; `undefined` if none is known. */
  readonly scheme: string | undefined;
  /** Whether the endpoint's name ends in `.internal`. */
  readonly internal: boolean;
}

const POLICY_KINDS = new Set(["NgrokTrafficPolicy", "TrafficPolicy"]);
const ENDPOINT_KINDS = new Set(["AgentEndpoint", "CloudEndpoint"]);

/**
 * The policies of a document (language.md, section 1): a bare policy is one, an agent configuration holds one an
 * endpoint, a Kubernetes object of ngrok's kinds holds one; other Kubernetes objects hold none.
 */
export function findPolicies(root: Node | undefined): readonly FoundPolicy[] {
  if (root?.kind !== "map") return [{ node: root, scheme: undefined, internal: false }];
  const kind = fieldOf(root, "kind");
  if (isString(kind) && entryOf(root, "apiVersion") !== undefined) return inManifest(kind.value, root);
  for (const key of ["endpoints", "tunnels"]) {
    const endpoints = fieldOf(root, key);
    if (endpoints !== undefined) return inAgentConfig(endpoints);
  }
  return [{ node: root, scheme: undefined, internal: false }];
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
    return node === undefined ? [] : [{ node, ...endpointOf(endpoint) }];
  });
}

function inManifest(kind: string, root: MapNode): readonly FoundPolicy[] {
  const spec = fieldOf(root, "spec");
  if (spec?.kind !== "map") return [];
  if (POLICY_KINDS.has(kind)) return [{ node: fieldOf(spec, "policy"), scheme: undefined, internal: false }];
  if (!ENDPOINT_KINDS.has(kind)) return [];
  const holder = fieldOf(spec, "trafficPolicy");
  if (holder?.kind !== "map") return [];
  const node = fieldOf(holder, "inline") ?? fieldOf(holder, "policy");
  return node === undefined ? [] : [{ node, ...endpointOf(spec) }];
}

/** From `url` (version 3 and Kubernetes), else from `proto` (version 2). */
function endpointOf(endpoint: MapNode): Pick<FoundPolicy, "scheme" | "internal"> {
  const url = fieldOf(endpoint, "url");
  if (isString(url)) {
    const [, scheme, host = ""] = /^([a-z][a-z0-9+.-]*):\/\/([^:/]*)/i.exec(url.value) ?? [];
    return { scheme: scheme?.toLowerCase(), internal: /\.internal$/i.test(host) };
  }
  const proto = fieldOf(endpoint, "proto");
  return { scheme: isString(proto) ? proto.value.toLowerCase() : undefined, internal: false };
}
