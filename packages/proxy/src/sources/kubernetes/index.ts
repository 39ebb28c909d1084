import { type MapNode, mapOf, nodeOf, type PlainValue, type Sink, type Span } from "@sluice/policy/source";
import type { PassedOver } from "../passed-over.ts";
import { type KubeEndpoint, toConfiguration } from "./endpoint.ts";
import { readGatewayEndpoints } from "./gateway-endpoints.ts";
import type { Objects } from "./objects.ts";
import { type KubeContext, readAgentEndpoint, readCloudEndpoint } from "./own-kinds.ts";

export { isObject, Objects } from "./objects.ts";

export interface Manifests {
  /** As `sluice.yml` has it. */
  readonly root: MapNode;
  /** Whether nobody has written what stands there. */
  readonly isGenerated: (span: Span) => boolean;
}

/** What the objects of all manifests come to. */
export function readManifests(objects: Objects, sink: Sink, passed: PassedOver): Manifests {
  const context: KubeContext = { objects, sink, passed };
  const own = [
    ...objects.all("AgentEndpoint").map((object) => readAgentEndpoint(object, context)),
    ...objects.all("CloudEndpoint").map((object) => readCloudEndpoint(object, context)),
  ];
  const { endpoints: routed, secrets, isGenerated } = readGatewayEndpoints(context);
  const endpoints = [...own.flatMap((endpoint) => (endpoint ? [endpoint] : [])), ...routed];
  const at = endpoints[0]?.at ?? { start: 0, end: 0 };
  const tree: { [key: string]: PlainValue } = { endpoints: nodeOf(named(endpoints), at) };
  if (Object.keys(secrets).length > 0) tree.secrets = mapOf(secrets, at);
  return { root: mapOf(tree, at), isGenerated };
}

/** Names are unique over all kinds here, as they are not in a cluster. */
function named(endpoints: readonly KubeEndpoint[]): readonly MapNode[] {
  const taken = new Set<string>();
  return endpoints.map((endpoint) => {
    const wanted = endpoint.name ?? "endpoint";
    let name = wanted;
    for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
    taken.add(name);
    return toConfiguration(endpoint, name);
  });
}
