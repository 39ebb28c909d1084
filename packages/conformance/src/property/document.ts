import type {
  Effect,
  Protocol,
  Question,
  VectorConnection,
  VectorEndpoint,
  VectorResources,
} from "@sluice/policy/vectors";
import { RESOURCES } from "./resources.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface WrittenAction {
  readonly type: string;
  readonly name?: string;
  readonly config?: { readonly [key: string]: Json };
}

export interface WrittenRule {
  readonly name?: string;
  readonly expressions?: readonly string[];
  readonly actions: readonly WrittenAction[];
}

/** A random case before it is written out: what a law changes. */
export interface Draft {
  readonly rules: readonly WrittenRule[];
  readonly protocol: Protocol;
  readonly endpoint: VectorEndpoint;
  readonly intelligence: boolean;
  readonly connection: VectorConnection;
  readonly effects: readonly Effect[];
}

/** The case as a vector without its answer. `write`: how the document is written; default: as JSON in one line. */
export function questionOf(
  draft: Draft,
  write: (document: Json) => string = (document) => JSON.stringify(document),
): Question {
  const { rules, protocol, endpoint, intelligence, connection, effects } = draft;
  const policy = write({ on_tcp_connect: rules as unknown as Json });
  return {
    id: "property/counter-example",
    policy,
    protocol,
    ...(Object.keys(endpoint).length === 0 ? {} : { endpoint }),
    resources: resourcesOf(JSON.stringify(rules), intelligence),
    connection,
    effects,
  };
}

/** Only what the policy names, so that a counter-example is short. */
function resourcesOf(rules: string, intelligence: boolean): VectorResources {
  const { ip_policies, certificate_authorities, secrets } = RESOURCES;
  return {
    ...(rules.includes("ipp_") ? { ip_policies } : {}),
    ...(rules.includes("ca_test") ? { certificate_authorities } : {}),
    ...(rules.includes("secrets.get") ? { secrets } : {}),
    ...(intelligence ? { ip_intelligence: ["geo", "as", "categories"] } : {}),
  };
}
