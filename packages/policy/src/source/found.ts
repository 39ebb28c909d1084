import type { Entry, MapNode, Node, Span, StringNode } from "./node.ts";

/** What a document is, told by its content. */
export type DocumentKind =
  /** A bare policy: at least one of its keys is a phase, or was meant to be one. */
  | "policy"
  /** An agent configuration, version 2 or 3, or a `sluice.yml`. */
  | "agent-config"
  /** Kubernetes objects of ngrok's kinds, one or a list of them. */
  | "manifest"
  /** Nothing at all, or null: the empty policy, if a policy is what was asked for. */
  | "empty"
  /** Too broken to be read (reported), and something in it says that it was to be one of these. */
  | "unreadable"
  /** Anything else. */
  | "other";

export interface FoundDocument {
  readonly kind: DocumentKind;
  /** What could not be read of it (reported) may be endpoints or named policies, which are not listed then. */
  readonly incomplete: boolean;
  /** In the order of the file. */
  readonly endpoints: readonly FoundEndpoint[];
  /** The bare policy, or those of `NgrokTrafficPolicy` and `TrafficPolicy` objects. */
  readonly policies: readonly FoundPolicy[];
}

/** A policy that stands for itself. */
export interface FoundPolicy {
  /** `undefined`: the empty policy. */
  readonly node: Node | undefined;
  /** Rules of it are left out because they could not be read (reported). */
  readonly incomplete: boolean;
  /** What Kubernetes objects refer to it by. */
  readonly name?: ObjectName;
  /** What carries it: the document, or the object. */
  readonly at: Span;
}

/** The name of a Kubernetes object; `namespace` is `default` where none is written. */
export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

export interface FoundEndpoint {
  /** Its map in an agent configuration, the `spec` of a Kubernetes object. */
  readonly node: MapNode;
  /** Fields of it are left out because they could not be read (reported): nothing can be said of what is missing. */
  readonly incomplete: boolean;
  readonly source: "agent-v2" | "agent-v3" | "agent-endpoint" | "cloud-endpoint";
  readonly name?: string;
  readonly url?: StringNode;
  /** Scheme of its URL, such as `tls` or `https`; `undefined` if it cannot be told. */
  readonly scheme: string | undefined;
  /** Where it is reached: its URL, or for version 2 one made of what it has instead; `undefined` if not known here. */
  readonly location?: Location;
  /** Whether its name ends in `.internal`. */
  readonly internal: boolean;
  /** Whether it has an upstream of its own, for connections that its policy lets go on. */
  readonly upstream: boolean;
  /** Whether it may share its URL with others that have this set too. */
  readonly pooling: boolean;
  /** Whether clients may reach it over IPv6. */
  readonly ipv6: boolean;
  /** `agent_tls_termination` of version 3, `tlsTermination` of a Kubernetes object. */
  readonly agentTermination?: Entry;
  /** `ip_restriction` of version 2. */
  readonly ipRestriction?: MapNode;
  readonly policy: EndpointPolicy | undefined;
}

export interface Location {
  /** Such as `tcp://1.tcp.example.com:12345`; not checked. */
  readonly url: string;
  readonly at: Span;
}

/** Where the policy of an endpoint stands. */
export type EndpointPolicy =
  | { readonly kind: "inline"; readonly node: Node | undefined; readonly incomplete: boolean }
  /** `traffic_policy_file`: a path relative to the configuration. */
  | { readonly kind: "file"; readonly path: StringNode }
  /** A Kubernetes object of the same set. */
  | { readonly kind: "reference"; readonly namespace: string; readonly name: StringNode };
