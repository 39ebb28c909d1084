import { analyseNode } from "../compile.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import { lintPolicy } from "../lint/index.ts";
import type { PolicyFacts } from "../lint/policy-facts.ts";
import type { Resources, X509Checks } from "../resources.ts";
import type { Node } from "../source/node.ts";
import { HTTP_PHASE_NAMES, LEGACY_PHASES } from "../source/phase-names.ts";

/** What a policy is checked for. */
export interface CheckTarget {
  /** Of the endpoint; `http`: HTTP phases are another engine's; `undefined`: not known. */
  readonly protocol: "tcp" | "tls" | "http" | undefined;
  readonly upstream: boolean;
  readonly internal: boolean;
  /** Whether clients may come over IPv6; `undefined`: not known. */
  readonly ipv6: boolean | undefined;
  /** Whether TLS is terminated behind the policy, out of its sight. */
  readonly terminatedBehind: boolean;
}

/** What is given of the world. */
export interface CheckWorld {
  readonly resources: Resources | undefined;
  readonly x509: X509Checks | undefined;
  readonly now: Date;
}

/** Compiles and lints one policy. `incomplete`: a part of it could not be read, and was reported. */
export function checkPolicy(
  policy: { readonly node: Node | undefined; readonly incomplete: boolean },
  target: CheckTarget,
  reporter: Reporter,
  { resources, x509, now }: CheckWorld,
): PolicyFacts {
  const { protocol, upstream, internal } = target;
  const facts = analyseNode(
    protocol === "http" ? withoutHttpPhases(policy.node) : policy.node,
    reporter,
    { protocol: protocol === "http" ? undefined : protocol, upstream, internal },
    resources,
    { incomplete: policy.incomplete, x509 },
  );
  lintPolicy(facts, { ...target, reporter, now, x509: resources?.x509 ?? x509 });
  return facts;
}

function withoutHttpPhases(node: Node | undefined): Node | undefined {
  if (node?.kind !== "map") return node;
  return { ...node, entries: node.entries.filter(({ key }) => !isOfHttp(key.value)) };
}

/** Also under the name that it had once. */
function isOfHttp(phase: string): boolean {
  return HTTP_PHASE_NAMES.includes(LEGACY_PHASES.get(phase) ?? phase);
}
