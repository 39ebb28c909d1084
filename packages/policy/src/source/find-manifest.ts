import { kindOfObject } from "./document-kind.ts";
import { embeddedPolicy } from "./embedded-document.ts";
import { reachedByUrl } from "./endpoint-location.ts";
import type { EndpointPolicy, FoundEndpoint, FoundPolicy, ObjectName } from "./found.ts";
import { entryOf, fieldOf, isNull, type MapNode, type Node, stringOf } from "./node.ts";
import type { Sink } from "./problems.ts";

export interface FoundObjects {
  readonly endpoints: FoundEndpoint[];
  readonly policies: FoundPolicy[];
}

const NO_SPEC: MapNode = { kind: "map", start: 0, end: 0, entries: [] };

/** What the objects of ngrok's kinds hold; `undefined` if none is there. Lists of objects are looked into. */
export function findInManifest(root: MapNode, sink: Sink): FoundObjects | undefined {
  const found: FoundObjects = { endpoints: [], policies: [] };
  return addObject(root, found, sink) ? found : undefined;
}

function addObject(root: MapNode, found: FoundObjects, sink: Sink): boolean {
  const object = kindOfObject(root);
  if (object === undefined) return false;
  const items = fieldOf(root, "items");
  if (object.kind.endsWith("List") && items?.kind === "list") {
    return items.items.map((item) => item.kind === "map" && addObject(item, found, sink)).includes(true);
  }
  if (!object.ours) return false;
  const spec = fieldOf(root, "spec");
  const node = spec?.kind === "map" ? spec : { ...NO_SPEC, start: root.start, end: root.start };
  const name = nameOf(root);
  switch (object.kind) {
    case "NgrokTrafficPolicy":
    case "TrafficPolicy":
      found.policies.push({
        ...embeddedPolicy(fieldOf(node, "policy"), sink),
        ...(name.name === "" ? {} : { name }),
        at: root,
      });
      return true;
    case "AgentEndpoint":
      // It has no setting for it: agents that serve one URL always share it.
      found.endpoints.push({ ...endpointOf(node, name, sink), source: "agent-endpoint", pooling: true });
      return true;
    case "CloudEndpoint":
      found.endpoints.push({ ...endpointOf(node, name, sink), source: "cloud-endpoint", upstream: false });
      return true;
    default:
      return false;
  }
}

function nameOf(root: MapNode): ObjectName {
  const metadata = fieldOf(root, "metadata");
  const map = metadata?.kind === "map" ? metadata : NO_SPEC;
  return { namespace: stringOf(map, "namespace")?.value ?? "default", name: stringOf(map, "name")?.value ?? "" };
}

function endpointOf(spec: MapNode, { namespace, name }: ObjectName, sink: Sink): Omit<FoundEndpoint, "source"> {
  const termination = entryOf(spec, "tlsTermination");
  const pooling = fieldOf(spec, "poolingEnabled");
  return {
    node: spec,
    incomplete: spec.incomplete === true,
    ...(name === "" ? {} : { name }),
    ...reachedByUrl(spec),
    upstream: entryOf(spec, "upstream") !== undefined,
    pooling: pooling?.kind === "scalar" && pooling.value === true,
    ...(termination === undefined || isNull(termination.value) ? {} : { agentTermination: termination }),
    policy: policyOf(spec, namespace, sink),
  };
}

/** `trafficPolicy.inline`, `.policy` or `.targetRef.name`, and `trafficPolicyName`. */
function policyOf(spec: MapNode, namespace: string, sink: Sink): EndpointPolicy | undefined {
  const holder = fieldOf(spec, "trafficPolicy");
  if (holder?.kind === "map") {
    const inline = fieldOf(holder, "inline") ?? fieldOf(holder, "policy");
    if (inline !== undefined) return { kind: "inline", ...embeddedPolicy(inline, sink) };
  }
  const name = stringOf(spec, "trafficPolicyName") ?? nameIn(holder);
  return name === undefined ? undefined : { kind: "reference", namespace, name };
}

function nameIn(holder: Node | undefined): ReturnType<typeof stringOf> {
  const target = holder?.kind === "map" ? fieldOf(holder, "targetRef") : undefined;
  return target?.kind === "map" ? stringOf(target, "name") : undefined;
}
