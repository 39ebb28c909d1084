import { suggest } from "../diagnostics/suggest.ts";
import { entryOf, fieldOf, isNull, isString, type MapNode, type Node } from "./node.ts";
import { LEGACY_PHASE_NAMES, PHASE_NAMES } from "./phase-names.ts";

/** Whether a map is a bare policy: a key of it is a phase, or was meant to be one. */
export function isPolicy(root: MapNode): boolean {
  return root.entries.some(({ key, value }) => {
    if (PHASE_NAMES.includes(key.value)) return true;
    // Other programs have `inbound` and `outbounds` too, but no list of rules there.
    if (LEGACY_PHASE_NAMES.includes(key.value)) return holdsRules(value);
    return (
      key.value.startsWith("on") && suggest(key.value, PHASE_NAMES) !== undefined && (isNull(value) || isList(value))
    );
  });
}

function isList(node: Node): boolean {
  return node.kind === "list";
}

function holdsRules(node: Node): boolean {
  return node.kind === "list" && node.items.some((rule) => hasKey(rule, ["actions", "expressions"]));
}

/** Whether a map is an agent configuration, or a `sluice.yml`. */
export function isAgentConfig(root: MapNode): boolean {
  if (mayHaveMember(fieldOf(root, "endpoints"), ENDPOINT_KEYS)) return true;
  if (mayHaveMember(fieldOf(root, "tunnels"), TUNNEL_KEYS)) return true;
  // One without any endpoint yet.
  const version = fieldOf(root, "version");
  const versions = version?.kind === "scalar" ? String(version.value) : "";
  return /^[23]$/.test(versions) && AGENT_KEYS.some((key) => entryOf(root, key) !== undefined);
}

const ENDPOINT_KEYS = ["url", "upstream", "traffic_policy", "traffic_policy_file", "agent_tls_termination"];
const TUNNEL_KEYS = ["proto", "addr", "labels", "traffic_policy", "traffic_policy_file"];
const AGENT_KEYS = ["agent", "authtoken", "endpoints", "tunnels", "listen"];

function hasKey(node: Node, keys: readonly string[]): boolean {
  return node.kind === "map" && node.entries.some(({ key }) => keys.includes(key.value));
}

/** What could not be read of a list may have been one. */
function mayHaveMember(node: Node | undefined, keys: readonly string[]): boolean {
  return membersOf(node).some((one) => mayHaveKey(one, keys)) || (node?.kind === "list" && node.gaps !== undefined);
}

/** A merge key, which is not read, may bring any key. */
function mayHaveKey(node: Node, keys: readonly string[]): boolean {
  return hasKey(node, keys) || (node.kind === "map" && node.incomplete === true);
}

/** The items of a list, or the values of a map. */
export function membersOf(node: Node | undefined): readonly Node[] {
  if (node?.kind === "list") return node.items;
  return node?.kind === "map" ? node.entries.map(({ value }) => value) : [];
}

/** The kind of a Kubernetes object; `undefined` for what is none. */
export function kindOfObject(root: MapNode): { readonly kind: string; readonly ours: boolean } | undefined {
  const kind = fieldOf(root, "kind");
  const version = fieldOf(root, "apiVersion");
  if (!isString(kind) || version === undefined) return undefined;
  // Others have a `TrafficPolicy` too; what names no group is taken as it comes.
  const group = isString(version) ? (/^(.*)\//.exec(version.value)?.[1] ?? "") : "";
  return { kind: kind.value, ours: group === "" || /(^|\.)ngrok\.com$/.test(group) };
}

const MENTION = new RegExp(
  `^[ \\t\\-{[,"']*(?:${PHASE_NAMES.join("|")}|traffic_policy)["']?\\s*:|\\bkind["']?\\s*:\\s*["']?(?:AgentEndpoint|CloudEndpoint|(?:Ngrok)?TrafficPolicy)\\b`,
  "m",
);

/** Whether a text that cannot be read was to be one of these documents. */
export function mentionsPolicy(text: string): boolean {
  return MENTION.test(text);
}
