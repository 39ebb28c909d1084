import { createHash } from "node:crypto";
import { type MapNode, mapOf, type Node, nodeOf, type PlainValue, type Span } from "@sluice/policy/source";
import { terminateTlsRule } from "../generated-rules.ts";
import { secretTemplate } from "../secret-template.ts";
import { type Backend, serviceUrl } from "./backends.ts";
import type { KubeEndpoint } from "./endpoint.ts";
import type { Gateway } from "./gateway.ts";
import { checkGrants } from "./grants.ts";
import type { ListenerTermination } from "./listener-tls.ts";
import type { KubeContext } from "./own-kinds.ts";
import { rulesOf } from "./policies.ts";
import { type Destination, routingRules } from "./routing-rules.ts";
import { readVirtualHosts, type VirtualHost } from "./virtual-hosts.ts";

export interface GatewayEndpoints {
  readonly endpoints: readonly KubeEndpoint[];
  /** What their policies refer to, as `secrets:` of `sluice.yml` has it. */
  readonly secrets: { readonly [vault: string]: PlainValue };
  /** Whether a rule that nobody has written stands there. */
  readonly isGenerated: (span: Span) => boolean;
}

/**
 * The endpoints that ngrok's operator makes of Gateways and their routes. A service that one host alone sends to becomes the
 * upstream of that host's own endpoint, the last of several such; every other one gets an internal endpoint, which the rules
 * of the host forward to. With the annotation `endpoints-verbose` all of them do.
 */
export function readGatewayEndpoints(context: KubeContext): GatewayEndpoints {
  checkGrants(context.objects);
  return new Translation(context, readVirtualHosts(context)).run();
}

interface OwnRules {
  readonly rules: readonly Node[];
  readonly rest: MapNode;
  /** The policy as it is written, if it has no list of rules: the reader finds out what is wrong with it. */
  readonly unreadable?: Node;
  readonly terminates: boolean;
}

class Translation {
  readonly #context: KubeContext;
  readonly #hosts: readonly VirtualHost[];
  readonly #users = new Map<string, Set<VirtualHost>>();
  readonly #internal = new Map<string, KubeEndpoint & { readonly target: string }>();
  readonly #secrets: Record<string, PlainValue> = {};
  readonly #policies = new Map<Gateway, OwnRules | undefined>();

  constructor(context: KubeContext, hosts: readonly VirtualHost[]) {
    this.#context = context;
    this.#hosts = hosts;
    for (const host of hosts) {
      for (const backend of host.backends) {
        const key = serviceKey(backend, host.gateway);
        this.#users.set(key, (this.#users.get(key) ?? new Set()).add(host));
      }
    }
  }

  run(): GatewayEndpoints {
    const listening = this.#hosts.map((host) => this.#listening(host));
    const internal = [...this.#internal.values()].map(({ target: _, ...endpoint }) => endpoint);
    const places = this.#hosts.flatMap(({ route, backends }) => [route.at, ...backends.map(({ at }) => at)]);
    const generated = new Set(places.map(({ start, end }) => `${start} ${end}`));
    const isGenerated = ({ start, end }: Span): boolean => generated.has(`${start} ${end}`);
    return { endpoints: [...listening, ...internal], secrets: this.#secrets, isGenerated };
  }

  #listening(host: VirtualHost): KubeEndpoint {
    const { gateway, listener, backends, route, scheme } = host;
    const own = this.#ownRules(gateway);
    const passthrough = scheme === "tls" && !listener.termination && !own?.terminates;
    const local = gateway.isVerbose
      ? undefined
      : backends.findLast((backend) => this.#users.get(serviceKey(backend, gateway))?.size === 1);
    const isLocal = (backend: Backend): boolean =>
      local !== undefined && serviceKey(backend, gateway) === serviceKey(local, gateway);
    const destinations = backends.map(
      (backend): Destination => ({
        backend,
        url: isLocal(backend) ? undefined : this.#internalUrl(backend, host, passthrough),
      }),
    );
    const termination = listener.termination ? [this.#terminationRule(listener.termination)] : [];
    const rules = [...termination, ...(own?.rules ?? []), ...routingRules(destinations, route.at)];
    const rest = own?.rest.entries ?? [];
    const policy = nodeOf({ on_tcp_connect: rules }, route.at) as MapNode;
    const hasPolicy = rules.length > 0 || rest.length > 0;
    const joined = own?.unreadable ?? (hasPolicy ? { ...policy, entries: [...policy.entries, ...rest] } : undefined);
    return {
      name: `${gateway.object.namespace}/${gateway.object.name}/${host.host}:${listener.port}`,
      url: nodeOf(`${scheme}://${host.host}:${listener.port}`, host.hostAt),
      at: route.at,
      pooling: gateway.pooling,
      ...(gateway.bindings ? { bindings: nodeOf([gateway.bindings], gateway.bindings) } : {}),
      ...(joined ? { policy: joined } : {}),
      ...(local ? { upstream: upstreamOf(local, gateway) } : {}),
      ...(passthrough ? { passthrough } : {}),
    };
  }

  /** The rules of the Gateway's own policy, read once. */
  #ownRules(gateway: Gateway): OwnRules | undefined {
    if (this.#policies.has(gateway)) return this.#policies.get(gateway);
    const found = gateway.policy?.kind === "policy" ? gateway.policy.node : undefined;
    const read = found && this.#split(found);
    this.#policies.set(gateway, read);
    return read;
  }

  #split(policy: Node): OwnRules {
    const split = rulesOf(policy, this.#context.sink);
    if (split) return { ...split, terminates: split.rules.some(mayTerminate) };
    return { rules: [], rest: mapOf({}, policy), unreadable: policy, terminates: false };
  }

  #terminationRule({ pair, authorities, options, at }: ListenerTermination): Node {
    const option = (name: string): Node | undefined => options.find((one) => one.name === name)?.value;
    const [minVersion, maxVersion] = [option("min_version"), option("max_version")];
    const verificationStrategy = option("mutual_tls_verification_strategy");
    return terminateTlsRule({
      name: "Gateway-TLS-Termination",
      ...(pair ? { certificate: pair.certificate, privateKey: this.#keep(pair.secret, pair.privateKey) } : {}),
      ...(authorities.length > 0 ? { authorities } : {}),
      ...(minVersion ? { minVersion } : {}),
      ...(maxVersion ? { maxVersion } : {}),
      ...(verificationStrategy ? { verificationStrategy } : {}),
      at,
    });
  }

  /** A key does not stand in a policy, which is shown to people: it is a secret that the policy refers to. */
  #keep({ namespace, name }: { namespace: string; name: string }, privateKey: Node): Node {
    const vault = `${namespace}/${name}`;
    this.#secrets[vault] = { "tls.key": privateKey };
    return nodeOf(secretTemplate(vault, "tls.key"), privateKey);
  }

  #internalUrl(backend: Backend, { gateway, scheme }: VirtualHost, passthrough: boolean): string {
    const key = `${scheme} ${passthrough} ${serviceKey(backend, gateway)}`;
    const known = this.#internal.get(key);
    if (known) return known.target;
    const client = clientOf(backend, gateway);
    const labels = [backend.name, backend.namespace, ...(client ? [`tls-${digest(client.secret.id)}`] : [])];
    const taken = new Set([...this.#internal.values()].map(({ target }) => target));
    let url = `${scheme}://${labels.join(".")}.internal:${backend.port}`;
    // The same service once for those who terminate TLS, and once for those who do not.
    for (let n = 2; taken.has(url); n++) url = `${scheme}://${[...labels, n].join(".")}.internal:${backend.port}`;
    this.#internal.set(key, {
      target: url,
      name: `${backend.namespace}/${backend.name}:${backend.port}`,
      url: nodeOf(url, backend.at),
      upstream: upstreamOf(backend, gateway),
      pooling: false,
      at: backend.at,
      ...(passthrough ? { passthrough } : {}),
    });
    return url;
  }
}

function upstreamOf(backend: Backend, gateway: Gateway): NonNullable<KubeEndpoint["upstream"]> {
  const client = clientOf(backend, gateway);
  return {
    url: serviceUrl(backend),
    at: backend.at,
    ...(client ? { client: { certificate: client.certificate, privateKey: client.privateKey } } : {}),
  };
}

/** Shown to upstreams of TLS alone. */
function clientOf({ scheme }: Backend, { client }: Gateway): Gateway["client"] {
  return scheme === "tls" ? client : undefined;
}

function serviceKey(backend: Backend, gateway: Gateway): string {
  const { scheme, namespace, name, port } = backend;
  return `${scheme} ${namespace}/${name}:${port} ${clientOf(backend, gateway)?.secret.id ?? ""}`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** Whether a rule has a `terminate-tls`, under a condition or not. */
function mayTerminate(rule: Node): boolean {
  const actions = rule.kind === "map" ? rule.entries.find(({ key }) => key.value === "actions")?.value : undefined;
  if (actions?.kind !== "list") return false;
  return actions.items.some(
    (action) =>
      action.kind === "map" &&
      action.entries.some(
        ({ key, value }) => key.value === "type" && value.kind === "scalar" && value.value === "terminate-tls",
      ),
  );
}
