import { type Node, nodeOf, type PlainValue, type StringNode } from "@sluice/policy/source";
import type { Fields } from "../fields.ts";
import { terminateTlsRule } from "../generated-rules.ts";
import { literalTemplate, secretTemplate } from "../secret-template.ts";

/** Where a tunnel's TLS ends, in the terms of `sluice.yml`. */
export interface TunnelTermination {
  /** `terminate_at: edge`: in front of the policy. */
  readonly rule?: Node;
  /** `terminate_at: agent`: behind it, out of its sight. */
  readonly agentTermination?: Node;
  readonly resources: { readonly [key: string]: PlainValue };
}

const NONE: TunnelTermination = { resources: {} };
const PLACES = ["edge", "agent", "upstream"] as const;

/**
 * `terminate_at`, `crt`, `key`, `mutual_tls_cas`. Without `terminate_at` a certificate is for the edge, as the agent has it;
 * without either TLS goes through to the upstream.
 */
export function tunnelTermination(fields: Fields, name: string, scheme: "tcp" | "tls"): TunnelTermination {
  const [crt, key, cas] = [fields.string("crt"), fields.string("key"), fields.string("mutual_tls_cas")];
  const at = fields.string("terminate_at");
  for (const empty of ["crt", "key", "mutual_tls_cas", "terminate_at"]) {
    const left = fields.key(empty);
    // A template that came out empty must not hand on what was to be terminated, or let everybody in.
    if (left && !fields.has(empty))
      fields.report("wrong-type", left, `\`${empty}\` of ${fields.what} must be a string`);
  }
  const given = at ?? crt ?? key ?? cas;
  if (!given) return NONE;
  if (scheme === "tcp") {
    fields.report(
      "invalid-value",
      given,
      `${fields.what} is \`proto: tcp\`, which terminates no TLS`,
      "write `proto: tls`",
    );
    return NONE;
  }
  if (Boolean(crt) !== Boolean(key)) {
    const [present, missing] = crt ? ["crt", "key"] : ["key", "crt"];
    if (present && !fields.has(missing ?? "")) {
      const message = `\`${present}\` of ${fields.what} needs \`${missing}\``;
      fields.report("needs-other-field", fields.key(present) ?? fields.map, message);
    }
  }
  const place = at ? PLACES.find((each) => each === at.value.toLowerCase()) : crt || key ? "edge" : "upstream";
  if (!place) {
    fields.report(
      "invalid-value",
      given,
      `\`${at?.value}\` is no place to terminate TLS at`,
      `write ${listed(PLACES)}`,
    );
    return NONE;
  }
  if (place === "upstream") return throughToUpstream(fields, crt ?? key ?? cas);
  if (place === "agent") return atAgent(fields, { crt, key, cas, at: given });
  return atEdge(name, { crt, key, cas, at: given });
}

interface Given {
  readonly crt: StringNode | undefined;
  readonly key: StringNode | undefined;
  readonly cas: StringNode | undefined;
  readonly at: Node;
}

function throughToUpstream(fields: Fields, given: StringNode | undefined): TunnelTermination {
  if (given) {
    const name = fields.map.entries.find(({ value }) => value === given)?.key;
    const message = `\`${name?.value}\` of ${fields.what} has no use where TLS goes through to the upstream`;
    fields.report("needs-other-field", name ?? given, message, "write `terminate_at: edge` or `terminate_at: agent`");
  }
  return NONE;
}

function atAgent(fields: Fields, { crt, key, cas, at }: Given): TunnelTermination {
  if (!crt && !key) {
    const message = `\`terminate_at: agent\` of ${fields.what} needs \`crt\` and \`key\``;
    fields.report("needs-other-field", fields.key("terminate_at") ?? at, message);
    return NONE;
  }
  const termination = {
    server_certificate: crt,
    server_private_key: key,
    mutual_tls_certificate_authorities: cas ? [cas] : undefined,
  };
  return { agentTermination: nodeOf(termination, at), resources: {} };
}

/** Paths become secrets and authorities, which policies refer to by name: a policy itself holds no paths. */
function atEdge(name: string, { crt, key, cas, at }: Given): TunnelTermination {
  const vault = `tunnel ${name}`;
  const hasPair = crt !== undefined && key !== undefined;
  const rule = terminateTlsRule({
    ...(hasPair ? { certificate: nodeOf(secretTemplate(vault, "crt"), crt) } : {}),
    ...(hasPair ? { privateKey: nodeOf(secretTemplate(vault, "key"), key) } : {}),
    ...(cas ? { authorities: [nodeOf(literalTemplate(vault), cas)] } : {}),
    at,
  });
  const secrets = hasPair ? { [vault]: { crt: { file: crt }, key: { file: key } } } : undefined;
  return {
    rule,
    resources: { ...(secrets ? { secrets } : {}), ...(cas ? { certificate_authorities: { [vault]: cas } } : {}) },
  };
}

function listed(words: readonly string[]): string {
  const last = words.at(-1);
  return `${words
    .slice(0, -1)
    .map((word) => `\`${word}\``)
    .join(", ")} or \`${last}\``;
}
