import { type Node, nodeOf, type PlainValue, type StringNode } from "@sluice/policy/source";
import { terminateTlsRule } from "../generated-rules.ts";
import type { FlagReader } from "./flag-reader.ts";
import { instead } from "./flag-reader.ts";

/** What flags say of where TLS ends. */
export interface Termination {
  /** In front of the policy. */
  readonly rule?: Node;
  /** `agent_tls_termination`. */
  readonly agent?: Node;
  /** `certificates`. */
  readonly certificates?: Node;
}

/** PEM of a file that a flag names; what cannot be read is reported. */
export type ReadPem = (flag: string, path: StringNode) => Promise<Node | undefined>;

const PLACES = ["edge", "agent", "upstream"] as const;

/**
 * `--terminate-at`, `--crt`, `--key`, `--mutual-tls-cas`, `--self-signed`. A key pair alone ends TLS at the agent, behind the
 * policy; nothing at all leaves it to the upstream.
 */
export async function terminationOf(reader: FlagReader, readPem: ReadPem): Promise<Termination> {
  const written = reader.value("terminate-at");
  const [crt, key] = [reader.value("crt"), reader.value("key")];
  const authorities = reader.values("mutual-tls-cas");
  const selfSigned = reader.switch("self-signed");
  for (const [has, name, lacks] of [
    [crt, "crt", key ? undefined : "key"],
    [key, "key", crt ? undefined : "crt"],
  ] as const) {
    if (has && lacks) reader.report("needs-other-field", has, `\`--${name}\` needs \`--${lacks}\``);
  }
  const place = PLACES.find((each) => each === written?.value) ?? (crt || key ? "agent" : "upstream");
  const asked = written ?? crt ?? key ?? reader.given.command;
  if (selfSigned && (crt || place !== "edge")) {
    const message = crt
      ? "`--self-signed` and `--crt` exclude each other"
      : "`--self-signed` needs `--terminate-at edge`";
    reader.report(crt ? "invalid-value" : "needs-other-field", selfSigned.at, message);
  }
  switch (place) {
    case "upstream":
      refuseForUpstream(reader, { crt, key, authorities });
      return {};
    case "agent":
      if (!crt && !key) {
        const hint = "give both, or end TLS with `--terminate-at edge`";
        reader.report("needs-other-field", asked, "`--terminate-at agent` needs `--crt` and `--key`", hint);
      }
      return { agent: agentTermination(asked, { crt, key, authorities }) };
    case "edge": {
      if (!crt && !key && selfSigned?.on !== true) {
        const hint = "add `--crt` and `--key`, or `--self-signed` to try things out";
        reader.report("needs-other-field", asked, "`--terminate-at edge` needs a certificate to show", hint);
      }
      const pems = await Promise.all(authorities.map((path) => readPem("mutual-tls-cas", path)));
      const certificate = crt && (await readPem("crt", crt));
      const privateKey = key && (await readPem("key", key));
      const rule = terminateTlsRule({
        at: asked,
        ...(certificate && privateKey ? { certificate, privateKey } : {}),
        ...(authorities.length > 0 ? { authorities: pems.filter((pem) => pem !== undefined) } : {}),
      });
      return { rule, ...(selfSigned ? { certificates: nodeOf({ self_signed: selfSigned.on }, selfSigned.at) } : {}) };
    }
  }
}

interface Material {
  readonly crt: StringNode | undefined;
  readonly key: StringNode | undefined;
  readonly authorities: readonly StringNode[];
}

/** Who hands TLS through can neither show a certificate nor ask for one. */
function refuseForUpstream(reader: FlagReader, { crt, key, authorities }: Material): void {
  const [first] = authorities;
  const at = crt ?? key ?? first;
  if (!at) return;
  const name = crt ? "crt" : key ? "key" : "mutual-tls-cas";
  const written = reader.value("terminate-at");
  if (written) {
    const message = `\`--terminate-at upstream\` hands TLS through untouched, which \`--${name}\` contradicts`;
    reader.report("invalid-value", at, message, `leave out \`--${name}\`, or terminate at \`edge\` or \`agent\``);
  } else {
    const message = `\`--${name}\` needs somewhere that TLS is terminated`;
    reader.report("needs-other-field", at, message, "add `--terminate-at edge`, or `--crt` and `--key`");
  }
}

function agentTermination(at: Node | { start: number; end: number }, { crt, key, authorities }: Material): Node {
  const fields: { [name: string]: PlainValue | undefined } = {
    server_certificate: crt && instead(crt, crt.value),
    server_private_key: key && instead(key, key.value),
    mutual_tls_certificate_authorities: authorities.length > 0 ? [...authorities] : undefined,
  };
  return nodeOf(fields as PlainValue, at);
}
