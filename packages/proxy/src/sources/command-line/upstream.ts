import { type Node, nodeOf, type StringNode } from "@sluice/policy/source";
import type { FlagReader } from "./flag-reader.ts";

/** `upstream:` of the endpoint. */
export function upstreamOf(reader: FlagReader): Node {
  const [address] = reader.given.operands;
  const at = address ?? reader.given.command;
  return nodeOf(
    { url: address, proxy_protocol: reader.value("upstream-proxy-protocol"), tls: tlsOf(reader, address) },
    at,
  );
}

function tlsOf(reader: FlagReader, address: StringNode | undefined): Node | undefined {
  const verify = reader.switch("upstream-tls-verify");
  const authorities = reader.values("upstream-tls-verify-cas");
  const [first] = authorities;
  const asked = verify ? { name: "upstream-tls-verify", at: verify.at } : first && { name: CAS, at: first };
  if (!asked) return undefined;
  if (address && !/^tls:\/\//i.test(address.value)) {
    const message = `\`--${asked.name}\` needs an upstream that speaks TLS`;
    reader.report("needs-other-field", asked.at, message, `write \`tls://${withHost(address.value)}\``);
    return undefined;
  }
  if (verify?.on === false && first) {
    const message = `\`--${CAS}\` is of no use where nothing is verified`;
    reader.report("invalid-value", first, message, "leave out `--upstream-tls-verify=false`");
  }
  return nodeOf(
    {
      insecure_skip_verify: verify && nodeOf(!verify.on, verify.at),
      certificate_authorities: first ? [...authorities] : undefined,
    },
    asked.at,
  );
}

const CAS = "upstream-tls-verify-cas";

function withHost(address: string): string {
  const plain = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  return /^\d+$/.test(plain) ? `localhost:${plain}` : plain;
}
