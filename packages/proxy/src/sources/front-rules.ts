import {
  embeddedPolicy,
  entryOf,
  isNull,
  isString,
  type ListNode,
  type MapNode,
  type Node,
  nodeOf,
  type Sink,
  type Span,
  type StringNode,
} from "@sluice/policy/source";

/** What a `traffic_policy_file` holds, in the offsets that all texts of the configuration share. */
export type PolicyRead =
  /** `node`: none of an empty file, and of one too broken to read (reported). */
  | { readonly ok: true; readonly node: Node | undefined }
  /** It cannot be read at all; not reported. */
  | { readonly ok: false };

export interface FrontOptions {
  /** Reads the file that `traffic_policy_file` names. What is wrong with its text is reported by it. */
  readonly readPolicy: (path: StringNode) => Promise<PolicyRead>;
  /** Hears of what is wrong with a policy that stands in a string. */
  readonly sink: Sink;
}

/**
 * An endpoint of `sluice.yml` with `rules` in front of those that its policy has: a map, a string that holds a document,
 * or a file. Rules keep their places. What is no policy at all stays as it is, for the reader to find wrong: an endpoint
 * is never made without both, its own rules and the ones in front.
 */
export async function putInFront(endpoint: MapNode, rules: readonly Node[], options: FrontOptions): Promise<MapNode> {
  if (rules.length === 0) return endpoint;
  const inline = entryOf(endpoint, "traffic_policy");
  const file = entryOf(endpoint, "traffic_policy_file");
  // Two that exclude each other, or a key left empty: errors of the reader.
  if ((inline && file) || (inline && isNull(inline.value)) || (file && !isString(file.value))) return endpoint;
  if (inline) {
    const own = isString(inline.value) ? embeddedPolicy(inline.value, options.sink).node : inline.value;
    return withPolicy(endpoint, joined(rules, own, inline.value), inline.key);
  }
  if (file && isString(file.value)) {
    const read = await options.readPolicy(file.value);
    return read.ok ? withPolicy(endpoint, joined(rules, read.node, file.value), file.key) : endpoint;
  }
  const at = rules[0] ?? endpoint;
  return withPolicy(endpoint, joined(rules, undefined, at), at);
}

/** The policy, or what stands in its place and is none. */
function joined(rules: readonly Node[], own: Node | undefined, at: Span): Node {
  if (own === undefined || isNull(own)) return nodeOf({ on_tcp_connect: [...rules] }, at);
  if (own.kind !== "map") return own;
  const phase = entryOf(own, "on_tcp_connect");
  if (!phase) {
    const [added] = (nodeOf({ on_tcp_connect: [...rules] }, at) as MapNode).entries;
    return added ? { ...own, entries: [added, ...own.entries] } : own;
  }
  const before = phase.value;
  if (!isNull(before) && before.kind !== "list") return own;
  const value = before.kind === "list" ? lengthened(before, rules) : nodeOf([...rules], phase.key);
  return { ...own, entries: own.entries.map((entry) => (entry === phase ? { ...entry, value } : entry)) };
}

function lengthened(list: ListNode, rules: readonly Node[]): ListNode {
  const gaps = list.gaps?.map((gap) => gap + rules.length);
  return { ...list, items: [...rules, ...list.items], ...(gaps ? { gaps } : {}) };
}

function withPolicy(endpoint: MapNode, policy: Node, at: Span): MapNode {
  const key = { ...(nodeOf("traffic_policy", at) as StringNode) };
  const others = endpoint.entries.filter(
    (entry) => entry.key.value !== "traffic_policy" && entry.key.value !== "traffic_policy_file",
  );
  return { ...endpoint, entries: [...others, { key, value: policy }] };
}
