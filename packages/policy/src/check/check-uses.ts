import { reportTerminatedTwice } from "../endpoints/endpoint.ts";
import type { PlacedEndpoint } from "../endpoints/files.ts";
import type { Forward, ForwardingPolicy } from "../endpoints/forwards.ts";
import { type PolicyUses, targetsOf } from "../endpoints/uses.ts";
import type { PolicyFacts } from "../lint/policy-facts.ts";
import type { FoundEndpoint } from "../source/found.ts";
import type { Node } from "../source/node.ts";
import type { CheckOptions } from "./check-files.ts";
import { type CheckTarget, checkPolicy } from "./check-policy.ts";
import type { FileCheck } from "./file-check.ts";

/** Checks every policy that stands in a file, for each kind of endpoint that has it. */
export function checkPoliciesOf(file: FileCheck, uses: PolicyUses, options: CheckOptions): readonly ForwardingPolicy[] {
  const alone = file.policies.map((policy) => {
    const users = policy.name === undefined ? uses.ofFile(file.path) : uses.ofPolicy(policy);
    return checkFor(policy, users, file, options);
  });
  const embedded = file.endpoints.flatMap((endpoint) =>
    endpoint.policy?.kind === "inline" ? [checkFor(endpoint.policy, [{ endpoint, file }], file, options)] : [],
  );
  return [...alone, ...embedded];
}

interface WrittenPolicy {
  readonly node: Node | undefined;
  readonly incomplete: boolean;
}

/** `users`: the endpoints that have it; none: it is not known which. */
function checkFor(
  policy: WrittenPolicy,
  users: readonly PlacedEndpoint[],
  { sink, path }: FileCheck,
  options: CheckOptions,
): ForwardingPolicy {
  const { x509, now = new Date() } = options;
  const resources = options.host?.resourcesOf(users[0]?.file.path ?? path) ?? options.resources;
  const targets =
    users.length === 0 ? [unknownTarget(options)] : targetsOf(users, (endpoint) => targetOf(endpoint, options));
  const facts = targets.map((target) => checkPolicy(policy, target, sink, { resources, x509, now }));
  if (facts.some(terminatesTls)) for (const { endpoint, file } of users) reportTerminatedTwice(endpoint, file.sink);
  // The same for every target: what a forward is does not depend on whose policy it stands in.
  const [first] = facts;
  return {
    endpoints: users.map(({ endpoint }) => endpoint),
    forwards: first === undefined ? [] : forwardsOf(first, sink),
  };
}

function unknownTarget({ protocol }: CheckOptions): CheckTarget {
  return { protocol, upstream: true, internal: false, ipv6: undefined, terminatedBehind: false };
}

/** Of an endpoint that could not be read whole, what it may have is taken for there. */
function targetOf(endpoint: FoundEndpoint, { protocol }: CheckOptions): CheckTarget {
  const { scheme, internal, upstream, incomplete, url, ipv6, agentTermination } = endpoint;
  const isKnown = scheme !== undefined && !(incomplete && url === undefined);
  const known = scheme === "tcp" || scheme === "tls" ? scheme : "http";
  const target = isKnown ? known : protocol;
  return {
    protocol: target,
    // A policy for HTTP may end in another phase.
    upstream: upstream || incomplete || target === "http",
    internal,
    ipv6,
    terminatedBehind: agentTermination !== undefined,
  };
}

function terminatesTls({ rules }: PolicyFacts): boolean {
  return rules.some(({ actions }) => actions.some(({ type }) => type === "terminate-tls"));
}

function forwardsOf({ rules }: PolicyFacts, sink: Forward["sink"]): readonly Forward[] {
  return rules.flatMap(({ actions }) =>
    actions.flatMap(({ compiled: { forwardsTo } }) =>
      forwardsTo === undefined
        ? []
        : [{ url: forwardsTo.url, start: forwardsTo.at.start, end: forwardsTo.at.end, sink }],
    ),
  );
}
