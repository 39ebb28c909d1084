import { matchesPattern, normalizeServerName, parseEndpointUrl } from "@sluice/policy";
import type { Question, Situation } from "@sluice/policy/vectors";
import { isInternal } from "../configuration.ts";
import type { LiveReason } from "./reasons.ts";

/** Where a vector's client connects to, and the name it sends. */
export interface LiveDoor {
  /** Of the endpoint that is listened on. */
  readonly url: string;
  /** As sent; `undefined`: none. */
  readonly serverName: string | undefined;
}

/**
 * The endpoint's URL and the client's name. On `tls://` a name finds the endpoint, where a vector just says that both are
 * so: unless its policy reads the endpoint, that gets the URL which the name stands for.
 */
export function doorOf({ policy, connection = {} }: Question, { facts, protocol }: Situation): LiveDoor | LiveReason {
  const { url, host, port } = facts.endpoint;
  const tls = connection.tls;
  const sent = tls !== undefined && tls.hello === undefined && tls.sni !== "" ? tls.sni : undefined;
  if (protocol === "tcp" || tls?.hello !== undefined) return { url, serverName: sent };
  const read = /\bsni\b|\bja4/.test(policy);
  if (sent === undefined) return read || host.startsWith("*.") ? "no-hello" : { url, serverName: host };
  const name = normalizeServerName(sent) ?? "";
  if (name === host || (host.startsWith("*.") && matchesPattern(host, name))) return { url, serverName: sent };
  if (/\bendpoint\s*[.[]/.test(policy)) return "server-name";
  const own = `tls://${name}${port === 443 ? "" : `:${port}`}`;
  // Behind a name of that kind there is no port to connect to.
  if (isInternal(own)) return "server-name";
  return parseEndpointUrl(own).kind === "url" ? { url: own, serverName: sent } : "server-name";
}
