import {
  type Entry,
  entryOf,
  fieldOf,
  isNull,
  type ListNode,
  type MapNode,
  mapOf,
  type Node,
  nodeOf,
  type PlainValue,
  type Sink,
  type StringNode,
} from "@sluice/policy/source";
import { type PolicyRead, putInFront } from "../front-rules.ts";
import type { PassedOver } from "../passed-over.ts";
import { readEndpoints } from "./endpoints.ts";
import { readTunnel } from "./tunnel.ts";

export interface AgentOptions {
  readonly sink: Sink;
  readonly passed: PassedOver;
  /** Reads a `traffic_policy_file` that rules are to be put in front of. */
  readonly readPolicy: (path: StringNode) => Promise<PolicyRead>;
}

/** What configures the agent's own session, and has no counterpart where nobody is connected to. */
const PASSED_OVER = [
  "agent",
  "api_key",
  "authtoken",
  "connect_cas",
  "connect_interface",
  "connect_timeout",
  "connect_url",
  "console_ui",
  "console_ui_color",
  "crl_noverify",
  "dns_resolver_ips",
  "heartbeat_interval",
  "heartbeat_tolerance",
  "http_proxy",
  "inspect_db_size",
  "log_format",
  "log_level",
  "metadata",
  "proxy_url",
  "remote_management",
  "root_cas",
  "server_addr",
  "socks5_proxy",
  "trust_host_root_certs",
  "update",
  "update_channel",
  "update_check",
  "web_addr",
  "web_allow_hosts",
];

/** Keys that `sluice.yml` has too, with another meaning; in a file of version 2 they are the agent's. */
const PASSED_OVER_IN_2 = ["log", "region"];

/**
 * An agent configuration, version 2 or 3, as `sluice.yml`; one that is a `sluice.yml` already comes out as it is. What is not
 * known here is left for the reader to find wrong.
 */
export async function readAgentConfig(root: MapNode, options: AgentOptions): Promise<MapNode> {
  const { sink, passed } = options;
  const version = versionOf(root);
  const drop = version === "2" ? [...PASSED_OVER, ...PASSED_OVER_IN_2] : PASSED_OVER;
  const entries: Entry[] = [];
  const made: Node[] = [];
  const resources: PlainValue[] = [];
  for (const entry of root.entries) {
    const { key, value } = entry;
    if (drop.includes(key.value)) passed.key(key.value, key);
    else if (key.value === "version" && (version === "2" || version === "3")) continue;
    else if (key.value === "tunnels") {
      for (const tunnel of tunnelsIn(value, sink)) {
        const read = readTunnel(tunnel, sink, passed);
        if (!read) continue;
        made.push(await putInFront(read.endpoint, read.rules, options));
        resources.push(read.resources);
      }
    } else entries.push(entry);
  }
  const rest = withEndpoints({ ...root, entries }, made, passed, entryOf(root, "agent") !== undefined);
  return resources.reduce<MapNode>((map, more) => withResources(map, more), rest);
}

function versionOf(root: MapNode): string | undefined {
  const version = fieldOf(root, "version");
  return version?.kind === "scalar" ? String(version.value) : undefined;
}

function tunnelsIn(node: Node, sink: Sink): readonly Entry[] {
  if (isNull(node)) return [];
  if (node.kind === "map") return node.entries;
  sink.report("wrong-type", node.start, node.end, "`tunnels` must be a mapping of names to tunnels");
  return [];
}

/** The endpoints of the file, and those that its tunnels have become. */
function withEndpoints(root: MapNode, made: readonly Node[], passed: PassedOver, isAgents: boolean): MapNode {
  const entry = entryOf(root, "endpoints");
  const own = entry && !isNull(entry.value) ? listed(entry.value) : undefined;
  if (own !== undefined && own.kind !== "list") return root;
  const kept = own && readEndpoints(own, passed, isAgents);
  if (made.length === 0 && (!kept || kept === entry?.value)) return root;
  const list: ListNode = kept
    ? { ...kept, items: [...kept.items, ...made] }
    : { kind: "list", start: root.start, end: root.end, items: made };
  const key = entry?.key ?? (nodeOf("endpoints", made[0] ?? root) as StringNode);
  const others = root.entries.filter((each) => each !== entry);
  return { ...root, entries: [...others, { key, value: list }] };
}

/** Endpoints under their names, as a list of ones that have names. */
function listed(endpoints: Node): Node {
  if (endpoints.kind !== "map") return endpoints;
  const items = endpoints.entries.map(({ key, value }): Node => {
    if (value.kind !== "map" || entryOf(value, "name")) return value;
    return { ...value, entries: [{ key: nodeOf("name", key) as StringNode, value: key }, ...value.entries] };
  });
  const { start, end } = endpoints;
  return { kind: "list", start, end, items, ...(endpoints.incomplete ? { gaps: [items.length] } : {}) };
}

/** `more` of one tunnel: names of its own, so that nothing of the file is lost beneath it. */
function withResources(root: MapNode, more: PlainValue): MapNode {
  const added = mapOf(more as { readonly [key: string]: PlainValue }, root);
  const entries = [...root.entries];
  for (const entry of added.entries) {
    const index = entries.findIndex(({ key }) => key.value === entry.key.value);
    const known = entries[index];
    if (known?.value.kind === "map" && entry.value.kind === "map") {
      const value = { ...known.value, entries: [...known.value.entries, ...entry.value.entries] };
      entries[index] = { ...known, value };
    } else entries.push(entry);
  }
  return { ...root, entries };
}
