import { embeddedPolicy, type Node, nodeOf, type Sink, type Span, type StringNode } from "@sluice/policy/source";
import type { Fields } from "../fields.ts";
import type { KubeObject, Objects } from "./objects.ts";

/** The policy that an object refers to or holds; `none`: it has none; `undefined`: it is wrong (reported). */
export type FoundPolicy = { readonly kind: "policy"; readonly node: Node } | { readonly kind: "none" } | undefined;

const NONE: FoundPolicy = { kind: "none" };

/** `trafficPolicy: { inline | policy | targetRef: { name } }` and `trafficPolicyName`. */
export function readPolicy(object: KubeObject, objects: Objects, sink: Sink): FoundPolicy {
  const { spec } = object;
  const named = spec.string("trafficPolicyName");
  const holder = spec.fields("trafficPolicy");
  const written = spec.key("trafficPolicy");
  if (written && !spec.has("trafficPolicy")) {
    // A template that came out empty must not let everybody in.
    spec.report("wrong-type", written, `\`trafficPolicy\` of ${object.id} must be a mapping`);
    return undefined;
  }
  if (!holder) return named ? referred(object, named, objects, sink) : NONE;
  holder.allow(["type", "inline", "policy", "targetRef"]);
  const inline = holder.value("inline") ?? holder.value("policy");
  const target = holder.fields("targetRef");
  const given = [named, inline, target].filter((one) => one !== undefined);
  if (given.length > 1) {
    const at = holder.key("targetRef") ?? spec.key("trafficPolicyName") ?? holder.map;
    spec.report("invalid-value", at, `${object.id} has more than one policy`, "keep one of them");
    return undefined;
  }
  if (inline) return { kind: "policy", node: inline };
  if (named) return referred(object, named, objects, sink);
  const name = target?.string("name");
  if (name) return referred(object, name, objects, sink);
  holder.missing(`\`trafficPolicy\` of ${object.id} holds no policy`, "write `inline` or `targetRef: { name }`");
  return undefined;
}

/** The policy of a `NgrokTrafficPolicy` in the namespace of who refers to it. */
export function referred(object: KubeObject, name: StringNode, objects: Objects, sink: Sink): FoundPolicy {
  const { namespace } = object;
  const found =
    objects.find("NgrokTrafficPolicy", namespace, name.value) ?? objects.find("TrafficPolicy", namespace, name.value);
  if (!found) {
    const message = `${object.id} refers to NgrokTrafficPolicy ${namespace}/${name.value}, which is not in these manifests`;
    sink.report("invalid-value", name.start, name.end, message, { hint: "add its manifest" });
    return undefined;
  }
  const { spec } = found;
  spec.allow(["policy"]);
  const policy = spec.value("policy");
  return policy ? { kind: "policy", node: policy } : { kind: "policy", node: nodeOf({}, found.at) };
}

/** The rules of a policy, for others to stand before and behind them; `undefined`: they are not readable as a list. */
export function rulesOf(
  policy: Node,
  sink: Sink,
): { readonly rules: readonly Node[]; readonly rest: Fields["map"] } | undefined {
  const { node } = embeddedPolicy(policy, sink);
  if (node === undefined) return { rules: [], rest: emptyMap(policy) };
  if (node.kind !== "map") return undefined;
  const phase = node.entries.find(({ key }) => key.value === "on_tcp_connect");
  const rest = { ...node, entries: node.entries.filter((entry) => entry !== phase) };
  if (!phase || (phase.value.kind === "scalar" && phase.value.value === null)) return { rules: [], rest };
  return phase.value.kind === "list" ? { rules: phase.value.items, rest } : undefined;
}

function emptyMap({ start, end }: Span): Fields["map"] {
  return { kind: "map", start, end, entries: [] };
}
