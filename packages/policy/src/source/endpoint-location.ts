import { parseAddress } from "../net/address.ts";
import type { FoundEndpoint } from "./found.ts";
import { fieldOf, isString, type MapNode, stringOf } from "./node.ts";

type Reached = Pick<FoundEndpoint, "url" | "scheme" | "location" | "internal" | "ipv6">;

/** Where an endpoint with a `url` is reached: agent configurations of version 3, and Kubernetes objects. */
export function reachedByUrl(endpoint: MapNode): Reached {
  const url = fieldOf(endpoint, "url");
  if (!isString(url)) {
    // Without a URL ngrok gives an https:// one.
    const isLeftOut = url === undefined && endpoint.incomplete !== true;
    return { scheme: isLeftOut ? "https" : undefined, internal: false, ipv6: true };
  }
  const { scheme, host, port } = split(url.value);
  const location = host === "" ? {} : { location: { url: url.value, at: url } };
  // A name alone is an https:// URL to ngrok; what one with a port is depends on the upstream.
  const known = scheme ?? (port === "" ? "https" : undefined);
  return { url, scheme: known, ...location, internal: isInternal(host), ipv6: !isIpv4(host) };
}

/** Where a tunnel of version 2 is reached: there it has a protocol, and perhaps an address or a name. */
export function reachedByProtocol(tunnel: MapNode): Reached {
  const proto = stringOf(tunnel, "proto")?.value.toLowerCase();
  const at =
    proto === "tcp" ? stringOf(tunnel, "remote_addr") : (stringOf(tunnel, "domain") ?? stringOf(tunnel, "hostname"));
  if (at === undefined) return { scheme: proto, internal: false, ipv6: true };
  const { host } = split(at.value);
  const location = proto === undefined ? {} : { location: { url: `${proto}://${at.value}`, at } };
  return { scheme: proto, ...location, internal: isInternal(host), ipv6: !isIpv4(host) };
}

interface Parts {
  readonly scheme: string | undefined;
  readonly host: string;
  readonly port: string;
}

function split(url: string): Parts {
  const [, scheme, host = "", port = ""] =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^:/?#[\]]*|\[[^\]]*\])(?::(\d*))?/i.exec(url) ?? [];
  return { scheme: scheme?.toLowerCase(), host, port };
}

function isInternal(host: string): boolean {
  return /\.internal\.?$/i.test(host);
}

function isIpv4(host: string): boolean {
  return parseAddress(host)?.family === 4;
}
