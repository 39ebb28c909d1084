import { parseAddress } from "../net/address.ts";
import { membersOf } from "./document-kind.ts";
import { embeddedPolicy } from "./embedded-document.ts";
import { reachedByProtocol, reachedByUrl } from "./endpoint-location.ts";
import type { EndpointPolicy, FoundEndpoint } from "./found.ts";
import { entryOf, fieldOf, isNull, type MapNode, stringOf } from "./node.ts";
import type { Sink } from "./problems.ts";

/**
 * The endpoints of an agent configuration: `tunnels:` of version 2 (version 3 may still have them), `endpoints:` of
 * version 3, which a `sluice.yml` has too.
 */
export function findInAgentConfig(root: MapNode, sink: Sink): readonly FoundEndpoint[] {
  const listen = fieldOf(root, "listen");
  const address = listen?.kind === "map" ? stringOf(listen, "address") : undefined;
  const onlyIpv4 = address !== undefined && parseAddress(address.value)?.family === 4;
  const tunnels = named(root, "tunnels").map(([name, tunnel]) => tunnelOf(tunnel, name, sink));
  const endpoints = named(root, "endpoints").map(([name, endpoint]) => endpointOf(endpoint, name, onlyIpv4, sink));
  return [...tunnels, ...endpoints].sort((a, b) => a.node.start - b.node.start);
}

function named(root: MapNode, key: string): readonly [name: string | undefined, MapNode][] {
  const node = fieldOf(root, key);
  const names = node?.kind === "map" ? node.entries.map((entry) => entry.key.value) : [];
  return membersOf(node).flatMap((member, index) => (member.kind === "map" ? [[names[index], member]] : []));
}

function endpointOf(node: MapNode, key: string | undefined, onlyIpv4: boolean, sink: Sink): FoundEndpoint {
  const reached = reachedByUrl(node);
  const termination = entryOf(node, "agent_tls_termination");
  return {
    node,
    incomplete: node.incomplete === true,
    source: "agent-v3",
    ...nameOf(stringOf(node, "name")?.value ?? key),
    ...reached,
    ipv6: reached.ipv6 && !onlyIpv4,
    upstream: entryOf(node, "upstream") !== undefined,
    pooling: isTrue(node, "pooling_enabled"),
    ...(termination === undefined || isNull(termination.value) ? {} : { agentTermination: termination }),
    policy: policyOf(node, ["traffic_policy"], sink),
  };
}

function tunnelOf(node: MapNode, name: string | undefined, sink: Sink): FoundEndpoint {
  const restriction = fieldOf(node, "ip_restriction");
  return {
    node,
    incomplete: node.incomplete === true,
    source: "agent-v2",
    ...nameOf(name),
    ...reachedByProtocol(node),
    upstream: true,
    pooling: isTrue(node, "pooling_enabled"),
    ...(restriction?.kind === "map" ? { ipRestriction: restriction } : {}),
    // `policy` until version 3.14 of the agent.
    policy: policyOf(node, ["traffic_policy", "policy"], sink),
  };
}

function policyOf(node: MapNode, keys: readonly string[], sink: Sink): EndpointPolicy | undefined {
  const path = stringOf(node, "traffic_policy_file");
  for (const key of keys) {
    const inline = fieldOf(node, key);
    if (inline !== undefined) return { kind: "inline", ...embeddedPolicy(inline, sink) };
  }
  return path === undefined ? undefined : { kind: "file", path };
}

function nameOf(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

function isTrue(node: MapNode, key: string): boolean {
  const value = fieldOf(node, key);
  return value?.kind === "scalar" && value.value === true;
}
