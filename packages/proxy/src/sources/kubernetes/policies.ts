import { embeddedPolicy, isString, type Node, type Sink, type Span, type StringNode } from "@sluice/policy/source";
import type { Fields } from "../fields.ts";
import type { KubeObject, Objects } from "./objects.ts";
import { strict } from "./strict.ts";

/** The policy that an object refers to or holds; `none`: it has none; `undefined`: it is wrong (reported). */
export type FoundPolicy = { readonly kind: "policy"; readonly node: Node } | { readonly kind: "none" } | undefined;

const NONE: FoundPolicy = { kind: "none" };

/** `trafficPolicy: { inline | policy | targetRef: { name } }` and `trafficPolicyName`. */
export function readPolicy(object: KubeObject, objects: Objects, sink: Sink): FoundPolicy {
  const { spec } = object;
  const named = spec.string("trafficPolicyName");
  const holder = spec.fields("trafficPolicy");
  // One that is there without a value is reported with the other keys.
  if (!holder && (spec.key("trafficPolicy") || (!named && spec.key("trafficPolicyName")))) return undefined;
  if (!holder) return named ? referred(object, named, objects, sink) : NONE;
  strict(holder, ["type", "inline", "policy", "targetRef"]);
  const inline = holder.value("inline") ?? holder.value("policy");
  const target = holder.fields("targetRef");
  if (target) strict(target, ["name"]);
  const given = [named, holder.value("inline"), holder.value("policy"), target].filter((one) => one !== undefined);
  if (given.length > 1) {
    const at = holder.key("targetRef") ?? spec.key("trafficPolicyName") ?? holder.map;
    spec.report("invalid-value", at, `${object.id} has more than one policy`, "keep one of them");
    return undefined;
  }
  if (inline) return written(holder, inline);
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
  if (policy) return written(spec, policy);
  const key = spec.key("policy") ?? found.at;
  spec.report("missing-field", key, `${found.id} has no \`policy\``, "write `spec: { policy: { on_tcp_connect } }`");
  return undefined;
}

function written(holder: Fields, node: Node): FoundPolicy {
  if (!isString(node) || node.value.trim() !== "") return { kind: "policy", node };
  // To the language an empty text is a policy without rules.
  holder.report(
    "invalid-value",
    node,
    `the policy of ${holder.what} is an empty string`,
    "write `{}` for one without rules",
  );
  return undefined;
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
