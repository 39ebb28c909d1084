import { isIP } from "node:net";
import { suggest } from "@sluice/policy";
import type { Node, StringNode } from "@sluice/policy/source";
import type { Fields } from "../fields.ts";
import { checkSelector } from "./label-selector.ts";
import { isSame } from "./listener-names.ts";
import { type ListenerTermination, readListenerTls, referenceOf } from "./listener-tls.ts";
import { type KubeObject, metadataOf } from "./objects.ts";
import type { KubeContext } from "./own-kinds.ts";
import { type FoundPolicy, referred } from "./policies.ts";
import { readTlsSecret, type TlsPair } from "./secrets.ts";
import { refuseEmpty, strict } from "./strict.ts";

/** A Gateway, as far as routes of TCP and TLS are concerned. */
export interface Gateway {
  readonly object: KubeObject;
  readonly listeners: readonly Listener[];
  /** Something about the whole of it is wrong (reported): no route gets anywhere through it. */
  readonly isWrong: boolean;
  /** From `spec.addresses`: then these are what endpoints are reached by. */
  readonly addresses: readonly StringNode[];
  /** Whether each service gets an endpoint of its own, behind one that chooses. */
  readonly isVerbose: boolean;
  readonly pooling: boolean;
  readonly bindings: Node | undefined;
  readonly policy: FoundPolicy;
  /** Shown to upstreams of TLS. */
  readonly client: TlsPair | undefined;
}

export interface Listener {
  readonly fields: Fields;
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname: StringNode | undefined;
  /** Of TLS that is terminated here. */
  readonly termination: ListenerTermination | undefined;
  /** It cannot be served (reported). */
  readonly isWrong: boolean;
}

const CONTROLLER = "ngrok.com/gateway-controller";
const ANNOTATION = "k8s.ngrok.com/";
/** Those that mean something here. */
const ANNOTATIONS = ["mapping-strategy", "traffic-policy", "pooling-enabled", "bindings"];
const SPEC = ["gatewayClassName", "listeners", "addresses", "infrastructure", "backendTLS", "allowedListeners"];
const LISTENER = ["name", "hostname", "port", "protocol", "tls", "allowedRoutes"];

/** Whether a Gateway is of a class that the manifests give to another controller. */
export function isForeign(gateway: KubeObject, { objects }: KubeContext): boolean {
  const name = gateway.spec.string("gatewayClassName")?.value ?? "";
  const controller = objects.find("GatewayClass", "", name)?.spec.string("controllerName")?.value;
  return controller !== undefined && controller !== CONTROLLER;
}

export function readGateway(object: KubeObject, context: KubeContext): Gateway {
  const { spec } = object;
  const listeners = spec.items("listeners").map((fields) => readListener(fields, object, context));
  const nothing = { object, listeners, addresses: [], isWrong: false, isVerbose: false, pooling: false };
  // What is said for HTTP alone is nobody's concern here.
  if (!listeners.some(({ protocol }) => protocol === "TCP" || protocol === "TLS")) {
    return { ...nothing, bindings: undefined, policy: { kind: "none" }, client: undefined };
  }
  strict(spec, SPEC);
  const isAmbiguous = refuseSame(object, listeners);
  const annotations = metadataOf(object, "annotations", context.sink);
  readable(annotations);
  const annotated = (name: string): StringNode | undefined => annotations.string(`${ANNOTATION}${name}`);
  const { addresses, isWrong } = readAddresses(object);
  const policyName = annotated("traffic-policy");
  const isUnreadable = !policyName && annotations.key(`${ANNOTATION}traffic-policy`) !== undefined;
  const policy: FoundPolicy = policyName
    ? referred(object, policyName, context.objects, context.sink)
    : isUnreadable
      ? undefined
      : { kind: "none" };
  const client = readBackendTls(object, context);
  return {
    object,
    listeners,
    isWrong: isWrong || isAmbiguous || policy === undefined || client === "wrong",
    addresses,
    isVerbose: annotated("mapping-strategy")?.value === "endpoints-verbose",
    pooling: annotated("pooling-enabled")?.value === "true",
    bindings: annotated("bindings"),
    policy,
    client: client === "wrong" ? undefined : client,
  };
}

/** Two listeners for the same names of one port: which of them a client is let in by would be left to chance. */
function refuseSame({ id }: KubeObject, listeners: readonly Listener[]): boolean {
  const served = listeners.filter(({ protocol }) => protocol === "TCP" || protocol === "TLS");
  const again = served.filter((one, index) => served.slice(0, index).some((other) => isSame(one, other)));
  for (const { fields, name, port } of again) {
    const message = `listener \`${name}\` of ${id} is for the same names and the port ${port} as another one`;
    fields.report("endpoint-conflict", fields.map, message, "keep one of them, or give them `hostname`s of their own");
  }
  return again.length > 0;
}

/** A slip in the name of an annotation, or one without a value, must not do without the policy that it names. */
function readable(annotations: Fields): void {
  refuseEmpty(
    annotations,
    ANNOTATIONS.map((name) => `${ANNOTATION}${name}`),
  );
  for (const { key } of annotations.map.entries) {
    if (!key.value.startsWith(ANNOTATION)) continue;
    const name = key.value.slice(ANNOTATION.length);
    const near = ANNOTATIONS.includes(name) ? undefined : suggest(name, ANNOTATIONS);
    if (near === undefined) continue;
    annotations.report(
      "unknown-key",
      key,
      `\`${key.value}\` of ${annotations.what} is not known`,
      `did you mean \`${ANNOTATION}${near}\`?`,
    );
  }
}

/** Endpoints are reached by names: an address says of itself that it is one, since the default is an IP address. */
function readAddresses(object: KubeObject): { addresses: readonly StringNode[]; isWrong: boolean } {
  const addresses: StringNode[] = [];
  const items = object.spec.items("addresses");
  for (const address of items) {
    strict(address, ["type", "value"]);
    const [type, value] = [address.string("type"), address.string("value")];
    if (!value) {
      address.missing(`an address of ${object.id} has no \`value\``);
      continue;
    }
    if (type?.value === "Hostname" && isIP(value.value) === 0) addresses.push(value);
    else {
      const message = `\`${value.value}\`, an address of ${object.id}, is not of the type \`Hostname\``;
      address.report("invalid-value", value, message, "write `type: Hostname` and a name");
    }
  }
  return { addresses, isWrong: addresses.length < object.spec.list("addresses").length };
}

function readListener(fields: Fields, object: KubeObject, context: KubeContext): Listener {
  const name = fields.string("name")?.value ?? "";
  const [protocol, hostname] = [fields.string("protocol")?.value ?? "", fields.string("hostname")];
  const port = fields.integer("port");
  const common = { fields, name, protocol, hostname, port: port ?? 0 };
  // What other protocols say of TLS is theirs.
  if (protocol !== "TCP" && protocol !== "TLS") return { ...common, termination: undefined, isWrong: false };
  strict(fields, LISTENER);
  checkAllowedRoutes(fields);
  if (port === undefined && !fields.has("port")) fields.missing(`listener \`${name}\` of ${object.id} has no \`port\``);
  const tls = fields.key("tls");
  if (protocol === "TCP") {
    if (tls) {
      const message = `listener \`${name}\` of ${object.id} is of TCP, which terminates no TLS`;
      fields.report("invalid-value", tls, message, "write `protocol: TLS`");
    }
    return { ...common, termination: undefined, isWrong: port === undefined || tls !== undefined };
  }
  const termination = readListenerTls(fields, object, context);
  const isWrong = port === undefined || termination === "wrong";
  return { ...common, termination: termination === "wrong" ? undefined : termination, isWrong };
}

/** What is misspelled in it would let in routes of others. */
function checkAllowedRoutes(listener: Fields): void {
  const allowed = listener.fields("allowedRoutes");
  if (!allowed) return;
  strict(allowed, ["namespaces", "kinds"]);
  for (const kind of allowed.items("kinds")) strict(kind, ["group", "kind"]);
  const namespaces = allowed.fields("namespaces");
  if (namespaces) strict(namespaces, ["from", "selector"]);
  const selector = namespaces?.fields("selector");
  if (selector) checkSelector(selector);
}

/** `backendTLS.clientCertificateRef`. */
function readBackendTls(object: KubeObject, context: KubeContext): TlsPair | undefined | "wrong" {
  const backend = object.spec.fields("backendTLS");
  if (backend) strict(backend, ["clientCertificateRef"]);
  const client = backend?.fields("clientCertificateRef");
  if (!client) return undefined;
  const reference = referenceOf(client, object, "Secret", context);
  return (reference && readTlsSecret(context.objects, reference, context.sink)) ?? "wrong";
}
