import { isIP } from "node:net";
import {
  entryOf,
  fieldOf,
  type MapNode,
  type Node,
  nodeOf,
  type Sink,
  type Span,
  type StringNode,
  stringOf,
} from "@sluice/policy/source";
import { parseUpstreamUrl } from "../upstream/url.ts";

/** `--resolve NAME=HOST:PORT`, at its place. */
export interface GivenAddress extends Span {
  readonly text: string;
}

interface Rule extends Span {
  readonly text: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly port: number | undefined;
  /** `HOST:PORT`. */
  readonly to: string;
}

interface Upstream {
  readonly url: StringNode;
  readonly scheme: "tcp" | "tls";
  readonly host: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly port: number;
}

const SHAPE = /^([^=:\s]+)(?::(\d{1,5}))?=(.+)$/;
const HINT = "write NAME=HOST:PORT; NAME may have a namespace and a port, as in db.prod:5432=127.0.0.1:5432";

/**
 * The configuration with other addresses for the service names of its upstreams, as somebody outside of the cluster needs them.
 * Of several that fit one upstream the most specific counts. The certificate of an upstream is still that of the service.
 */
export function withAddresses(root: Node, given: readonly GivenAddress[], sink: Sink): Node {
  if (given.length === 0 || root.kind !== "map") return root;
  const rules = given.flatMap((one) => readRule(one, sink) ?? []);
  const upstreams = upstreamsOf(root);
  const chosen = new Map<StringNode, Rule>();
  for (const upstream of upstreams) {
    const rule = choose(
      rules.filter((each) => fits(each, upstream)),
      sink,
    );
    if (rule) chosen.set(upstream.url, rule);
  }
  for (const rule of rules)
    reportUse(
      rule,
      upstreams.filter((upstream) => fits(rule, upstream)),
      upstreams,
      sink,
    );
  return chosen.size === 0 ? root : withUpstreams(root, upstreams, chosen);
}

function readRule({ text, start, end }: GivenAddress, sink: Sink): Rule | undefined {
  const [, written = "", port, to = ""] = SHAPE.exec(text) ?? [];
  const service = serviceOf(written);
  const target = /^(?:\[[^\]]*\]|[^:/\s]+):\d+$/.test(to) ? parseUpstreamUrl(to) : undefined;
  if (!service || !target?.ok) {
    sink.report("invalid-value", start, end, `\`${text}\` says no address of a service`, { hint: HINT });
    return undefined;
  }
  return { text, start, end, ...service, port: port === undefined ? undefined : Number(port), to };
}

/** `NAME`, `NAME.NAMESPACE`, and these with what the cluster puts behind. */
function serviceOf(host: string): { readonly name: string; readonly namespace: string | undefined } | undefined {
  const [name = "", namespace, ...rest] = host.toLowerCase().replace(/\.$/, "").split(".");
  const isCluster = rest.length === 0 || rest.join(".") === "svc" || rest.join(".") === "svc.cluster.local";
  return name === "" || namespace === "" || !isCluster ? undefined : { name, namespace };
}

function upstreamsOf(root: MapNode): readonly Upstream[] {
  const endpoints = fieldOf(root, "endpoints");
  return (endpoints?.kind === "list" ? endpoints.items : []).flatMap((endpoint) => {
    const upstream = endpoint.kind === "map" ? fieldOf(endpoint, "upstream") : undefined;
    const url = upstream?.kind === "map" ? stringOf(upstream, "url") : undefined;
    const parsed = url && parseUpstreamUrl(url.value);
    if (!url || !parsed?.ok || isIP(parsed.address.host) !== 0) return [];
    const service = serviceOf(parsed.address.host);
    return service ? [{ url, ...parsed.address, ...service }] : [];
  });
}

function fits(rule: Rule, upstream: Upstream): boolean {
  return (
    rule.name === upstream.name &&
    (rule.namespace === undefined || rule.namespace === upstream.namespace) &&
    (rule.port === undefined || rule.port === upstream.port)
  );
}

function specificity({ namespace, port }: Rule): number {
  return (namespace === undefined ? 0 : 1) + (port === undefined ? 0 : 1);
}

function choose(rules: readonly Rule[], sink: Sink): Rule | undefined {
  const [best, next] = rules.toSorted((a, b) => specificity(b) - specificity(a));
  if (best && next && specificity(best) === specificity(next) && best.to !== next.to) {
    const message = `\`${next.text}\` and \`${best.text}\` are for the same upstream`;
    sink.report("invalid-value", next.start, next.end, message, { hint: "name the namespace and the port" });
  }
  return best;
}

function reportUse(rule: Rule, used: readonly Upstream[], all: readonly Upstream[], sink: Sink): void {
  const namespaces = new Set(used.map(({ namespace }) => namespace ?? ""));
  const { start, end } = rule;
  if (used.length === 0) {
    const message = `\`${rule.text}\` is for no upstream of these endpoints`;
    sink.report("invalid-value", start, end, message, { hint: listed(all) });
  } else if (namespaces.size > 1) {
    const message = `\`${rule.name}\` is a service in more than one namespace`;
    sink.report("invalid-value", start, end, message, { hint: `name one: ${listed(used)}` });
  }
}

/** More would hide what the message says. */
const MOST_LISTED = 10;

function listed(upstreams: readonly Upstream[]): string {
  const names = [...new Set(upstreams.map(({ host, port }) => `${host}:${port}`))];
  if (names.length === 0) return "no upstream is the name of a service";
  const rest = names.length - MOST_LISTED;
  return `there are ${names.slice(0, MOST_LISTED).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function withUpstreams(root: MapNode, upstreams: readonly Upstream[], chosen: ReadonlyMap<StringNode, Rule>): MapNode {
  const byUrl = new Map(upstreams.map((upstream) => [upstream.url, upstream]));
  const changed = (endpoint: Node): Node => {
    const upstream = endpoint.kind === "map" ? fieldOf(endpoint, "upstream") : undefined;
    const url = upstream?.kind === "map" ? stringOf(upstream, "url") : undefined;
    const [rule, target] = [url && chosen.get(url), url && byUrl.get(url)];
    if (endpoint.kind !== "map" || upstream?.kind !== "map" || !rule || !target) return endpoint;
    return replaced(endpoint, "upstream", resolved(upstream, target, rule));
  };
  const endpoints = fieldOf(root, "endpoints");
  if (endpoints?.kind !== "list") return root;
  return replaced(root, "endpoints", { ...endpoints, items: endpoints.items.map(changed) });
}

function resolved(upstream: MapNode, { scheme, host, url }: Upstream, rule: Rule): MapNode {
  const elsewhere = replaced(upstream, "url", nodeOf(`${scheme}://${rule.to}`, rule));
  if (scheme === "tcp") return elsewhere;
  const tls = fieldOf(upstream, "tls");
  if (tls !== undefined && (tls.kind !== "map" || entryOf(tls, "server_name"))) return elsewhere;
  const named = nodeOf({ server_name: nodeOf(host, url) }, url) as MapNode;
  return replaced(elsewhere, "tls", tls ? { ...tls, entries: [...tls.entries, ...named.entries] } : named);
}

function replaced(map: MapNode, key: string, value: Node): MapNode {
  const known = entryOf(map, key);
  if (known) return { ...map, entries: map.entries.map((entry) => (entry === known ? { ...entry, value } : entry)) };
  return { ...map, entries: [...map.entries, { key: nodeOf(key, value) as StringNode, value }] };
}
