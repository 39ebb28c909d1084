import type { Fields } from "../fields.ts";
import { type Attachment, attach } from "./attach.ts";
import { type Backend, readBackends } from "./backends.ts";
import { type Gateway, isForeign, readGateway } from "./gateway.ts";
import type { KubeObject } from "./objects.ts";
import type { KubeContext } from "./own-kinds.ts";
import { strict } from "./strict.ts";

/** A name and a port of a Gateway, with the route that is served there. */
export interface VirtualHost extends Attachment {
  readonly scheme: "tcp" | "tls";
  readonly route: KubeObject;
  /** Those with a weight. */
  readonly backends: readonly Backend[];
}

/** A TCPRoute has no `hostnames`; who writes them there is told that they mean nothing. */
const SPEC = ["parentRefs", "useDefaultGateways", "hostnames", "rules"];

/** What the routes of all Gateways come to. What is wrong is reported, with the objects that it is wrong with. */
export function readVirtualHosts(context: KubeContext): readonly VirtualHost[] {
  const { objects } = context;
  const gateways = new Map<KubeObject, Gateway>();
  for (const object of objects.all("Gateway")) {
    if (!isForeign(object, context)) gateways.set(object, readGateway(object, context));
  }
  const hosts = new Map<string, VirtualHost>();
  const claimed: Omit<VirtualHost, "scheme">[] = [];
  for (const route of [...objects.all("TCPRoute"), ...objects.all("TLSRoute")]) {
    const attachments = attachmentsOf(route, gateways, context);
    // Of a route that nobody here serves nothing else matters.
    if (attachments === "foreign") continue;
    strict(route.spec, SPEC);
    const hostnames = route.kind === "TCPRoute" ? route.spec.key("hostnames") : undefined;
    if (hostnames) context.passed.key("hostnames of a TCPRoute", hostnames);
    const backends = readBackends(route, context)?.filter(({ weight }) => weight > 0);
    if (!backends) continue;
    for (const attachment of attachments) {
      const host = { ...attachment, route, backends };
      if (host.claims.length > 0) claimed.push(host);
      if (!host.claims.some((claim) => claim.host === host.host)) addHost(hosts, host);
    }
  }
  for (const host of claimed) checkClaims(hosts, host);
  return [...hosts.values()];
}

/**
 * A name belongs to the listener that is for it alone, whatever that demands of clients: where no route serves it there,
 * it is not served by what a wider listener lets in.
 */
function checkClaims(hosts: ReadonlyMap<string, VirtualHost>, host: Omit<VirtualHost, "scheme">): void {
  const { gateway, listener, route, claims } = host;
  const open = claims.find((claim) => !hosts.has(keyOf({ ...host, host: claim.host })));
  if (!open) return;
  const message = `\`${open.host}\` is of listener \`${open.listener.name}\` of ${gateway.object.id}, where no route serves it, and ${route.id} is for it at listener \`${listener.name}\``;
  const hint = `give listener \`${open.listener.name}\` a route for it, or leave it out of the \`hostnames\` of this one`;
  route.spec.report("invalid-value", route.at, message, hint);
}

function keyOf({ gateway, listener, host }: Pick<VirtualHost, "gateway" | "listener" | "host">): string {
  return `${gateway.object.id} ${schemeOf(listener)}://${host}:${listener.port}`;
}

function schemeOf({ protocol }: VirtualHost["listener"]): VirtualHost["scheme"] {
  return protocol === "TLS" ? "tls" : "tcp";
}

function addHost(hosts: Map<string, VirtualHost>, added: Omit<VirtualHost, "scheme">): void {
  const { gateway, listener, host, route } = added;
  const scheme = schemeOf(listener);
  const key = keyOf(added);
  const known = hosts.get(key);
  if (!known) hosts.set(key, { ...added, scheme });
  else if (known.route !== route) {
    const message = `${route.id} is for \`${scheme}://${host}:${listener.port}\` of ${gateway.object.id}, which ${known.route.id} is for already`;
    route.spec.report("endpoint-conflict", route.at, message, "join the two into one route, with weights");
  }
}

function attachmentsOf(
  route: KubeObject,
  gateways: ReadonlyMap<KubeObject, Gateway>,
  context: KubeContext,
): readonly Attachment[] | "foreign" {
  const parents = route.spec.items("parentRefs");
  if (parents.length === 0) {
    route.spec.report(
      "missing-field",
      route.at,
      `${route.id} has no \`parentRefs\``,
      "name the Gateway that serves it",
    );
    return [];
  }
  const found: Attachment[] = [];
  let isOurs = false;
  for (const parent of parents) {
    const gateway = parentOf(route, parent, context);
    if (gateway === "foreign") continue;
    isOurs = true;
    const read = gateway && gateways.get(gateway);
    if (read) found.push(...attach(route, parent, read, context));
  }
  return isOurs ? found : "foreign";
}

function parentOf(route: KubeObject, parent: Fields, context: KubeContext): KubeObject | "foreign" | undefined {
  const kind = parent.string("kind");
  if (kind && kind.value !== "Gateway") {
    context.passed.key(`parentRefs of the kind ${kind.value}`, kind);
    return "foreign";
  }
  strict(parent, ["group", "kind", "namespace", "name", "sectionName", "port"]);
  const name = parent.string("name");
  if (!name) {
    if (!parent.has("name")) parent.missing(`a parent of ${route.id} has no \`name\``);
    return undefined;
  }
  const namespace = parent.string("namespace")?.value ?? route.namespace;
  const gateway = context.objects.find("Gateway", namespace, name.value);
  if (!gateway) {
    const message = `${route.id} is for Gateway ${namespace}/${name.value}, which is not in these manifests`;
    parent.report("invalid-value", name, message, "add its manifest");
    return undefined;
  }
  return isForeign(gateway, context) ? "foreign" : gateway;
}
