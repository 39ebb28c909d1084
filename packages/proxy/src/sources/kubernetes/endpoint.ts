import { isString, type MapNode, mapOf, type Node, nodeOf, type Span } from "@sluice/policy/source";

/** An endpoint as ngrok's operator makes it, of an object of its own kinds or of a Gateway's routes. */
export interface KubeEndpoint {
  /** Of the object that it is, or is made from; without one: it is generated. */
  readonly name?: string;
  readonly url: Node;
  readonly upstream?: KubeUpstream;
  /** A map, or a string that holds a document. */
  readonly policy?: Node;
  readonly agentTermination?: MapNode;
  readonly description?: Node;
  readonly metadata?: Node;
  readonly bindings?: Node;
  readonly pooling: boolean;
  /** TLS that nobody terminates: an upstream of TLS gets it as it comes, instead of a second one around it. */
  readonly passthrough?: true;
  readonly at: Span;
}

export interface KubeUpstream {
  readonly url: Node;
  readonly proxyProtocol?: Node;
  /** PEM, shown to the upstream. */
  readonly client?: { readonly certificate: Node; readonly privateKey: Node };
  readonly at: Span;
}

/** As `sluice.yml` has it. */
export function toConfiguration(endpoint: KubeEndpoint, name: string): MapNode {
  const { upstream, at } = endpoint;
  const fields = {
    name,
    url: endpoint.url,
    description: endpoint.description,
    metadata: endpoint.metadata,
    bindings: endpoint.bindings,
    pooling_enabled: endpoint.pooling ? true : undefined,
    upstream: upstream && toUpstream(upstream, endpoint.passthrough === true),
    agent_tls_termination: endpoint.agentTermination,
    traffic_policy: endpoint.policy,
  };
  return mapOf(fields, at);
}

function toUpstream({ url, proxyProtocol, client, at }: KubeUpstream, passthrough: boolean): Node {
  const isTls = isString(url) && /^tls:/i.test(url.value);
  if (passthrough && isTls) {
    return nodeOf({ url: nodeOf(url.value.replace(/^tls:/i, "tcp:"), url), proxy_protocol: proxyProtocol }, at);
  }
  const tls = client && { client_certificate: client.certificate, client_key: client.privateKey };
  return nodeOf({ url, proxy_protocol: proxyProtocol, tls }, at);
}
