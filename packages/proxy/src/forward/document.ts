import { type MapNode, mapOf, type Node, nodeOf, type Sink } from "@sluice/policy/source";
import { putInFront } from "../sources/front-rules.ts";
import { restrictIpsRule } from "../sources/generated-rules.ts";
import type { OptionReader } from "./option-reader.ts";
import { TOP_LEVEL } from "./options.ts";
import { terminationOf } from "./termination.ts";
import { upstreamOf } from "./upstream.ts";
import { type FreePort, whereOf } from "./where.ts";

export interface DocumentOptions {
  readonly sink: Sink;
  readonly freePort: FreePort;
}

/** The `sluice.yml` that the options of `forward` stand for; nothing of it counts once something was reported. */
export async function documentOf(options: OptionReader, { sink, freePort }: DocumentOptions): Promise<MapNode> {
  const at = options.root;
  const where = await whereOf(options, freePort);
  const termination: ReturnType<typeof terminationOf> = where ? terminationOf(options, where.protocol) : {};
  const binding = options.value("binding");
  // Not for the endpoint: whoever has started it may ask for it.
  options.string("forwards_to");
  const endpoint = mapOf(
    {
      url: where?.url,
      name: options.value("name"),
      metadata: options.value("metadata"),
      bindings: binding && nodeOf([binding], binding),
      pooling_enabled: options.value("pooling_enabled"),
      upstream: upstreamOf(options),
      agent_tls_termination: termination.agent,
      traffic_policy: policyOf(options),
    },
    at,
  );
  const rules = [restrictionOf(options, sink), termination.rule].filter((rule) => rule !== undefined);
  const whole = await putInFront(endpoint, rules, { sink, readPolicy: () => Promise.resolve({ ok: false }) });
  const rest = Object.fromEntries(TOP_LEVEL.map((name) => [name, options.strict(name)]));
  return mapOf({ version: 3n, ...rest, endpoints: nodeOf([whole], at) }, at);
}

function policyOf(options: OptionReader): Node | undefined {
  const [policy, older] = [options.strict("traffic_policy"), options.strict("policy")];
  if (policy && older) {
    options.report("invalid-value", older, "`policy` and `traffic_policy` are one, and name two things here");
  }
  return policy ?? older;
}

function restrictionOf(options: OptionReader, sink: Sink): Node | undefined {
  const allow = options.list("ip_restriction_allow_cidrs");
  const deny = options.list("ip_restriction_deny_cidrs");
  return restrictIpsRule({ allow, deny, sink, at: allow[0] ?? deny[0] ?? options.root });
}
