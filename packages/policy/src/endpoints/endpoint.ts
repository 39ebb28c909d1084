import { replacing } from "../diagnostics/fix.ts";
import { explainCidr, parseEndpointUrl } from "../net/index.ts";
import type { FoundEndpoint } from "../source/found.ts";
import { fieldOf, isString, type Node } from "../source/node.ts";
import type { Sink } from "../source/problems.ts";

/** Reports what is wrong with an endpoint itself: its URL, and the addresses of `ip_restriction`. */
export function checkEndpoint(endpoint: FoundEndpoint, sink: Sink): void {
  checkUrl(endpoint, sink);
  checkHandled(endpoint, sink);
  for (const key of ["allow_cidrs", "deny_cidrs"]) {
    const list = endpoint.ipRestriction && fieldOf(endpoint.ipRestriction, key);
    for (const item of list?.kind === "list" ? list.items : []) checkCidr(item, sink);
  }
}

/** Reports an endpoint whose TLS the agent terminates, where its policy has done that already (language.md, section 6). */
export function reportTerminatedTwice({ agentTermination }: FoundEndpoint, sink: Sink): void {
  if (agentTermination === undefined) return;
  const { start, end, value } = agentTermination.key;
  sink.report("terminate-tls-twice", start, end, `\`${value}\` terminates TLS, which the policy has done already`, {
    hint: `remove \`${value}\`, or \`terminate-tls\` from the policy`,
  });
}

function checkUrl({ url, scheme }: FoundEndpoint, sink: Sink): void {
  if (url === undefined || (scheme !== "tcp" && scheme !== "tls")) return;
  // ngrok gives what is left out: the address of `tcp://`, the name of `tls://`.
  if (/^\w+:\/\/(?:[^:/?#@[\]\s]*)$/.test(url.value) && (scheme === "tcp" || url.value.endsWith("//"))) return;
  const parsed = parseEndpointUrl(url.value);
  if (parsed.kind === "url") return;
  sink.report("invalid-url", url.start, url.end, parsed.reason, { hint: parsed.hint });
}

/** A cloud endpoint without a policy; of what a policy lets through, the policy's own check tells. */
function checkHandled({ node, source, policy, incomplete, scheme }: FoundEndpoint, sink: Sink): void {
  if (source !== "cloud-endpoint" || policy !== undefined || incomplete) return;
  if (scheme !== "tcp" && scheme !== "tls") return;
  sink.report("not-handled", node.start, node.end, "the endpoint has no upstream, and no policy that could end it", {
    hint: "give it a policy that ends with `forward-internal`, `deny` or `close-connection`",
  });
}

function checkCidr(item: Node, sink: Sink): void {
  if (!isString(item)) {
    sink.report("wrong-type", item.start, item.end, "expected a CIDR or an address");
    return;
  }
  const result = explainCidr(item.value);
  if (result.kind === "invalid") {
    sink.report("invalid-cidr", item.start, item.end, result.reason, { hint: result.hint });
    return;
  }
  const { text, hadHostBits } = result.cidr;
  if (!hadHostBits) return;
  const message = `\`${item.value}\` has bits set behind its prefix; it is matched as \`${text}\``;
  sink.report("cidr-host-bits", item.start, item.end, message, {
    hint: `write \`${text}\``,
    fix: replacing(item, item.value, text),
  });
}
