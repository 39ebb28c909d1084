import { suggest } from "@sluice/policy";
import { isString, type Node, nodeOf } from "@sluice/policy/source";
import { terminateTlsRule } from "../sources/generated-rules.ts";
import type { OptionReader } from "./option-reader.ts";

/** What the options say of where TLS ends. */
export interface Termination {
  /** In front of the policy. */
  readonly rule?: Node;
  /** `agent_tls_termination`. */
  readonly agent?: Node;
}

const PLACES = ["edge", "agent", "upstream"] as const;
const MATERIAL = ["crt", "key", "mutual_tls_cas"] as const;

export function terminationOf(options: OptionReader, protocol: "tcp" | "tls"): Termination {
  const given = MATERIAL.filter((name) => options.has(name));
  const [first] = given;
  const asked = options.strict("terminate_at");
  const place = asked ? placeOf(options, asked) : first ? "edge" : "upstream";
  const authorities = options.list("mutual_tls_cas");
  const pair = pairOf(options);
  if (!place || !pair) return {};
  if (protocol === "tcp" && (first || place !== "upstream")) {
    const name = first ?? "terminate_at";
    const at = options.value(name) ?? options.root;
    options.report("needs-other-field", at, `\`${name}\` needs \`proto: 'tls'\``, "add it, and a `domain`");
    return {};
  }
  if (place === "upstream") {
    if (!asked || !first) return {};
    const message = `\`terminate_at: 'upstream'\` hands TLS through untouched, which \`${first}\` contradicts`;
    options.report("invalid-value", asked, message, `leave out \`${first}\`, or terminate at \`edge\` or \`agent\``);
    return {};
  }
  const at = asked ?? (first && options.value(first)) ?? options.root;
  const { certificate, privateKey } = pair;
  if (place === "edge") {
    const rule = terminateTlsRule({
      at,
      ...(certificate && privateKey ? { certificate, privateKey } : {}),
      ...(authorities.length > 0 ? { authorities } : {}),
    });
    return { rule };
  }
  const agent = {
    server_certificate: certificate,
    server_private_key: privateKey,
    mutual_tls_certificate_authorities: authorities.length > 0 ? [...authorities] : undefined,
  };
  return { agent: nodeOf(agent, at) };
}

function placeOf(options: OptionReader, at: Node): (typeof PLACES)[number] | undefined {
  const text = isString(at) ? at.value : undefined;
  const known = PLACES.find((each) => each === text);
  if (known) return known;
  const near = text === undefined ? undefined : suggest(text, PLACES);
  const hint = near ? `did you mean \`${near}\`?` : undefined;
  options.report("invalid-value", at, "`terminate_at` is `edge`, `agent` or `upstream`", hint);
  return undefined;
}

interface Pair {
  readonly certificate?: Node;
  readonly privateKey?: Node;
}

/** Both, or none where both are empty: then the configured certificates are shown. */
function pairOf(options: OptionReader): Pair | undefined {
  const [crt, key] = [options.string("crt"), options.string("key")];
  const [certificate, privateKey] = [crt?.value ? crt : undefined, key?.value ? key : undefined];
  if (certificate && privateKey) return { certificate, privateKey };
  if (!certificate && !privateKey) return {};
  const [present, missing] = certificate ? (["crt", "key"] as const) : (["key", "crt"] as const);
  options.report("needs-other-field", options.value(present) ?? options.root, `\`${present}\` needs \`${missing}\``);
  return undefined;
}
