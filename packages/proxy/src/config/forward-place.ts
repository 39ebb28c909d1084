import { type PolicyForward, parseEndpointUrl } from "@sluice/policy";
import { fieldOf, isString, type Node, type Span, stringOf } from "@sluice/policy/source";

/**
 * Where one of the forwards of a policy is written in the tree of it that an endpoint has; equal policies are compiled once, also of
 * different readings, and say where it is in one of them.
 */
export function forwardPlace(tree: Node | undefined, forwards: readonly PolicyForward[], forward: PolicyForward): Span {
  const { url, at } = forward;
  const place = forwards.filter((each) => each.url === url).indexOf(forward);
  return targetsIn(tree).filter((node) => canonicalOf(node.value) === url)[place] ?? at;
}

function targetsIn(policy: Node | undefined): readonly (Node & { readonly kind: "scalar"; readonly value: string })[] {
  const rules = policy?.kind === "map" ? fieldOf(policy, "on_tcp_connect") : undefined;
  return mapsIn(rules).flatMap((rule) =>
    mapsIn(fieldOf(rule, "actions")).flatMap((action) => {
      const config = fieldOf(action, "config");
      const url = config?.kind === "map" ? fieldOf(config, "url") : undefined;
      return stringOf(action, "type")?.value === "forward-internal" && isString(url) ? [url] : [];
    }),
  );
}

function mapsIn(node: Node | undefined): readonly (Node & { readonly kind: "map" })[] {
  return node?.kind === "list" ? node.items.flatMap((item) => (item.kind === "map" ? [item] : [])) : [];
}

function canonicalOf(text: string): string | undefined {
  const parsed = parseEndpointUrl(text);
  return parsed.kind === "url" ? parsed.url.canonical : undefined;
}
