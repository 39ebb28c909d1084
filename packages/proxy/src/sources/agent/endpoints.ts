import { fieldOf, isString, type ListNode, type MapNode, type Node, stringOf } from "@sluice/policy/source";
import { notOurs, onlyInCluster, type PassedOver } from "../passed-over.ts";

/** Those of `endpoints:` that are served here; the list itself if that is all of it as it is. */
export function readEndpoints(list: ListNode, passed: PassedOver, isAgents: boolean): ListNode {
  const items = list.items.flatMap((item) => {
    const kept = item.kind === "map" ? readEndpoint(item, passed, isAgents) : item;
    return kept === undefined ? [] : [kept];
  });
  const isSame = items.length === list.items.length && items.every((item, index) => item === list.items[index]);
  return isSame ? list : { kind: "list", start: list.start, end: list.end, items };
}

function readEndpoint(endpoint: MapNode, passed: PassedOver, isAgents: boolean): Node | undefined {
  const url = stringOf(endpoint, "url");
  const name = stringOf(endpoint, "name")?.value ?? url?.value ?? "an endpoint without a name";
  const at = url ?? endpoint;
  if (isHttp(url?.value, isAgents)) {
    passed.member("http", name, at, notOurs);
    return undefined;
  }
  const bindings = fieldOf(endpoint, "bindings");
  if (bindings?.kind === "list" && bindings.items.some((one) => isString(one) && isOfCluster(one.value))) {
    passed.member("kubernetes", name, at, onlyInCluster);
    return undefined;
  }
  return withoutProtocol(endpoint, passed);
}

/** An agent takes what has no scheme for `https://`, and what has no URL, too; here that is a slip, and left for the reader to tell. */
function isHttp(url: string | undefined, isAgents: boolean): boolean {
  if (url === undefined) return false;
  if (/^https?:\/\//i.test(url)) return true;
  return isAgents && /^[a-z0-9_*-][a-z0-9_.*-]*$/i.test(url);
}

function isOfCluster(binding: string): boolean {
  return binding === "kubernetes" || binding.startsWith("k8s/");
}

/** `upstream.protocol` is the version of HTTP. */
function withoutProtocol(endpoint: MapNode, passed: PassedOver): MapNode {
  const upstream = fieldOf(endpoint, "upstream");
  if (upstream?.kind !== "map") return endpoint;
  const protocol = upstream.entries.find(({ key }) => key.value === "protocol");
  if (!protocol) return endpoint;
  passed.key("upstream.protocol", protocol.key);
  const value = { ...upstream, entries: upstream.entries.filter((entry) => entry !== protocol) };
  const entries = endpoint.entries.map((entry) => (entry.value === upstream ? { ...entry, value } : entry));
  return { ...endpoint, entries };
}
