import type { StringNode } from "@sluice/policy/source";
import type { Fields } from "../fields.ts";
import type { Gateway, Listener } from "./gateway.ts";
import { intersection } from "./host-patterns.ts";
import { selects } from "./label-selector.ts";
import { type Claim, claimsOn, patternOf } from "./listener-names.ts";
import { type KubeObject, metadataOf } from "./objects.ts";
import type { KubeContext } from "./own-kinds.ts";
import { refuseEmpty } from "./strict.ts";

/** A place where a route is served: a name and a port of a listener. */
export interface Attachment {
  readonly gateway: Gateway;
  readonly listener: Listener;
  /** A name or a pattern. */
  readonly host: string;
  readonly hostAt: StringNode;
  /** What of it belongs to other listeners: all of it, if one has the same `host`. */
  readonly claims: readonly Claim<Listener>[];
}

const PROTOCOLS = { TCPRoute: "TCP", TLSRoute: "TLS" } as const;

/**
 * The places that a reference of a route to a Gateway stands for. Where there is none, the reference is reported with what
 * each listener has against the route.
 */
export function attach(
  route: KubeObject,
  parent: Fields,
  gateway: Gateway,
  context: KubeContext,
): readonly Attachment[] {
  // Reported.
  if (gateway.isWrong) return [];
  const reasons: string[] = [];
  const attachments: Attachment[] = [];
  const [section, port] = [parent.string("sectionName"), parent.integer("port")];
  const asked = gateway.listeners.filter(
    (listener) =>
      (section === undefined || listener.name === section.value) && (port === undefined || listener.port === port),
  );
  for (const listener of asked) {
    // Reported.
    if (listener.isWrong) return attachments;
    const reason = refusal(route, gateway, listener, context);
    const found = reason === undefined ? hostsOf(route, gateway, listener) : reason;
    if (typeof found === "string") reasons.push(`listener \`${listener.name}\` ${found}`);
    else attachments.push(...found);
  }
  if (attachments.length > 0) return attachments;
  const which = [
    section ? `listener \`${section.value}\`` : "listener",
    ...(port === undefined ? [] : [`at port ${port}`]),
  ].join(" ");
  const why =
    reasons.length === 0 ? `${gateway.object.id} has no ${which}` : `${gateway.object.id}: ${reasons.join("; ")}`;
  const hint = why.includes("no `addresses`")
    ? "give the Gateway `addresses: [{ type: Hostname, value: NAME }]`"
    : undefined;
  parent.report("invalid-value", section ?? parent.map, `${route.id} is served nowhere: ${why}`, hint);
  return [];
}

/** What a listener has against a route, as it ends a sentence. */
function refusal(route: KubeObject, gateway: Gateway, listener: Listener, context: KubeContext): string | undefined {
  if (route.kind !== "TCPRoute" && route.kind !== "TLSRoute") return `takes no ${route.kind}`;
  const protocol = PROTOCOLS[route.kind];
  if (listener.protocol !== protocol) return `is of \`${listener.protocol}\`, not of \`${protocol}\``;
  const allowed = listener.fields.fields("allowedRoutes");
  const kinds = allowed?.items("kinds") ?? [];
  if (kinds.length > 0 && !kinds.some((kind) => kind.string("kind")?.value === route.kind)) {
    return `takes no ${route.kind}`;
  }
  return fromNamespace(route, gateway, allowed?.fields("namespaces"), context);
}

function fromNamespace(
  route: KubeObject,
  gateway: Gateway,
  namespaces: Fields | undefined,
  { objects, sink }: KubeContext,
): string | undefined {
  const from = namespaces?.string("from")?.value ?? "Same";
  if (from === "All") return undefined;
  if (from === "Same") {
    return route.namespace === gateway.object.namespace ? undefined : "takes routes of its own namespace alone";
  }
  const selector = namespaces?.fields("selector");
  if (from !== "Selector" || !selector) return "takes routes of no namespace";
  const labels = new Map<string, string>();
  const namespace = objects.find("Namespace", "", route.namespace);
  const written = namespace && metadataOf(namespace, "labels", sink);
  if (written) refuseEmpty(written);
  for (const { key } of written?.map.entries ?? []) {
    const value = written?.string(key.value);
    if (value) labels.set(key.value, value.value);
  }
  // The cluster sets it, whatever a manifest says.
  labels.set("kubernetes.io/metadata.name", route.namespace);
  if (selects(selector, labels)) return undefined;
  const unknown = namespace ? "" : `, whose labels no manifest of the Namespace tells`;
  return `does not select the namespace \`${route.namespace}\`${unknown}`;
}

/** The names that the listener has in common with the route; a reason if there is none. */
function hostsOf(route: KubeObject, gateway: Gateway, listener: Listener): readonly Attachment[] | string {
  const { addresses } = gateway;
  const own = listener.hostname;
  if (addresses.length === 0 && (own === undefined || own.value === "" || own.value === "*")) {
    return "has no `hostname`, and the Gateway no `addresses` of the type `Hostname`";
  }
  const stray =
    own && own.value !== "" ? addresses.find(({ value }) => intersection(own.value, value) === undefined) : undefined;
  if (stray) return `has the \`hostname\` \`${own?.value}\`, which the address \`${stray.value}\` is not of`;
  const bases = addresses.length > 0 ? addresses : own ? [own] : [];
  const asked = route.kind === "TLSRoute" ? route.spec.strings("hostnames") : [];
  const found = new Map<string, Attachment>();
  const serve = (host: string, hostAt: StringNode): void => {
    found.set(host, { gateway, listener, host, hostAt, claims: claimsOn(host, listener, gateway.listeners) });
  };
  for (const base of bases) {
    // An address may be wider than what the listener is for.
    const own = intersection(patternOf(listener), base.value);
    if (own === undefined) continue;
    if (asked.length === 0) serve(own, base);
    for (const name of asked) {
      const host = intersection(own, name.value);
      if (host !== undefined) serve(host, host === base.value ? base : name);
    }
  }
  if (found.size > 0) return [...found.values()];
  return `has ${listed(bases)}, and the route ${listed(asked)}: no name is of both`;
}

function listed(names: readonly StringNode[]): string {
  return names.map(({ value }) => `\`${value}\``).join(", ");
}
