import { type Address, parseAddress } from "./address.ts";
import { explainAddress, type Invalid } from "./explain.ts";
import { explainHostName, isWildcard } from "./host-name.ts";

/** Where an endpoint is reached (language.md, section 6). */
export interface EndpointUrl {
  readonly scheme: "tcp" | "tls";
  /** Name in compared form, `*.name`, or an address (RFC 5952, without brackets). */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Whether `host` is `*.name`. */
  readonly wildcard: boolean;
  /** Whether it is not listened on and reached by `forward-internal` alone: the name ends in `.internal`. */
  readonly internal: boolean;
  /** Present iff `host` is an address; then `scheme` is `tcp`. */
  readonly address?: Address;
  /** Without the scheme's default port: `tls` has 443, `tcp` none. */
  readonly url: string;
  /** `scheme://host:port`, the port always written. */
  readonly canonical: string;
  /** `host:port`, an IPv6 address in brackets. */
  readonly addr: string;
}

export type EndpointUrlResult = { readonly kind: "url"; readonly url: EndpointUrl } | Invalid;

const TLS_PORT = 443;

/** Reads `tcp://HOST:PORT` or `tls://HOST[:PORT]`. */
export function parseEndpointUrl(text: string): EndpointUrlResult {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(text);
  if (match === null) {
    const scheme = /:443$/.test(text) || !/:\d+$/.test(text) ? "tls" : "tcp";
    return invalid(
      `\`${text}\` is not \`tcp://HOST:PORT\` or \`tls://HOST\``,
      `put the scheme in front, such as \`${scheme}://\``,
    );
  }
  const scheme = (match[1] ?? "").toLowerCase();
  const authority = match[2] ?? "";
  if (scheme !== "tcp" && scheme !== "tls") {
    return invalid(`the scheme \`${scheme}\` is not \`tcp\` or \`tls\``);
  }
  const extra = /[/?#@\s]/.exec(authority);
  if (extra) return invalid(refusedPart(extra[0]), `write \`${scheme}://HOST${scheme === "tcp" ? ":PORT" : ""}\``);
  const parts = splitPort(authority);
  if (parts === undefined) return invalid(`\`${authority}\` is not \`HOST:PORT\``, "write an IPv6 address in brackets");
  const port = readPort(scheme, parts.port);
  if (typeof port !== "number") return port;
  const host = readHost(scheme, parts);
  return "kind" in host ? host : { kind: "url", url: build(scheme, host, port) };
}

interface Host {
  readonly host: string;
  readonly address?: Address;
}

function build(scheme: "tcp" | "tls", host: Host, port: number): EndpointUrl {
  const written = host.address?.family === 6 ? `[${host.host}]` : host.host;
  const addr = `${written}:${port}`;
  return {
    scheme,
    ...host,
    port,
    wildcard: isWildcard(host.host),
    internal: host.address === undefined && host.host.endsWith(".internal"),
    url: `${scheme}://${scheme === "tls" && port === TLS_PORT ? written : addr}`,
    canonical: `${scheme}://${addr}`,
    addr,
  };
}

function invalid(reason: string, hint?: string): Invalid {
  return hint === undefined ? { kind: "invalid", reason } : { kind: "invalid", reason, hint };
}

function refusedPart(character: string): string {
  switch (character) {
    case "/":
      return "an endpoint has no path";
    case "?":
      return "an endpoint has no query";
    case "#":
      return "an endpoint has no fragment";
    case "@":
      return "an endpoint has no user";
    default:
      return "white space in the URL";
  }
}

interface Parts {
  readonly host: string;
  readonly port: string | undefined;
  readonly bracketed: boolean;
}

function splitPort(authority: string): Parts | undefined {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(authority);
  if (bracketed) return { host: bracketed[1] ?? "", port: bracketed[2], bracketed: true };
  const plain = /^([^:]*)(?::([^:]*))?$/.exec(authority);
  return plain ? { host: plain[1] ?? "", port: plain[2], bracketed: false } : undefined;
}

function readPort(scheme: "tcp" | "tls", text: string | undefined): number | Invalid {
  if (text === undefined) {
    return scheme === "tls" ? TLS_PORT : invalid("a `tcp://` endpoint needs a port", "write `tcp://HOST:PORT`");
  }
  const port = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : invalid(`\`${text}\` is not a port from 1 to 65535`);
}

function readHost(scheme: "tcp" | "tls", parts: Parts): Host | Invalid {
  if (parts.host === "") return invalid("the host is missing");
  if (parts.bracketed || parseAddress(parts.host)) {
    const result = explainAddress(parts.host);
    if (result.kind === "invalid") return result;
    if (parts.bracketed && !parts.host.includes(":")) {
      return invalid("an IPv4 address has no brackets", `write \`${parts.host}\``);
    }
    if (scheme === "tls") {
      return invalid(
        "a `tls://` endpoint on an address can never match a server name",
        "use a name, or a `tcp://` endpoint with `terminate-tls`",
      );
    }
    return { host: result.address.toString(), address: result.address };
  }
  const wildcard = isWildcard(parts.host);
  const name = wildcard ? parts.host.slice(2) : parts.host;
  if (name.includes("*") || name === "") {
    return invalid("`*` may stand only as the whole first label of a name", "write `*.example.com`");
  }
  const result = explainHostName(name);
  return result.kind === "invalid" ? result : { host: wildcard ? `*.${result.name}` : result.name };
}
