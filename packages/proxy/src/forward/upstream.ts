import { isString, type Node, nodeOf, type Span } from "@sluice/policy/source";
import { instead, type OptionReader } from "./option-reader.ts";

/** The upstream that stands for what is left out, as in the SDK. */
const DEFAULT_HOST = "localhost";
const DEFAULT_PORT = 80;

/** `upstream:` of the endpoint. */
export function upstreamOf(options: OptionReader): Node | undefined {
  const url = options.strict("addr") ?? hostAndPort(options);
  if (isString(url) && refused(options, url, url.value)) return undefined;
  const version = options.value("proxy_proto");
  const proxyProtocol = isString(version) && version.value === "" ? undefined : version;
  return nodeOf({ url, proxy_protocol: proxyProtocol, tls: tlsOf(options, url) }, url);
}

function hostAndPort(options: OptionReader): Node {
  const [host, port] = [options.string("host"), options.value("port")];
  const at: Span = host ?? port ?? { start: options.root.start, end: options.root.start };
  const number = port?.kind === "scalar" ? String(port.value) : String(DEFAULT_PORT);
  return instead(at, `${host?.value ?? DEFAULT_HOST}:${number}`);
}

/** What the SDK takes and cannot be dialled here. */
function refused(options: OptionReader, at: Node, url: string): boolean {
  const [, scheme = "", rest = ""] = /^([a-z]+):(?:\/\/)?(.*)$/i.exec(url) ?? [];
  const authority = rest.replace(/[/?#].*$/, "");
  switch (scheme.toLowerCase()) {
    case "http":
    case "https": {
      const port = /:\d+$/.test(authority) ? "" : `:${scheme.toLowerCase() === "https" ? 443 : 80}`;
      const mend = scheme.toLowerCase() === "https" ? `tls://${authority}${port}` : `${authority}${port}`;
      options.report("invalid-url", at, `\`${scheme}\` upstreams are not understood here`, `write \`${mend}\``);
      return true;
    }
    case "unix":
    case "pipe": {
      const hint = "let it listen on a port of loopback";
      options.report("invalid-url", at, `\`${scheme}\` upstreams are not supported`, hint);
      return true;
    }
    default:
      return false;
  }
}

function tlsOf(options: OptionReader, url: Node): Node | undefined {
  const verify = options.boolean("verify_upstream_tls");
  if (!verify) return undefined;
  const speaksTls = isString(url) && /^tls:\/\//i.test(url.value);
  // To verify what is not there is the default.
  if (!speaksTls && verify.on) return undefined;
  if (!speaksTls) {
    const message = "`verify_upstream_tls` is for an upstream that speaks TLS";
    options.report("needs-other-field", verify.at, message, "write `addr: 'tls://HOST:PORT'`, or leave it out");
    return undefined;
  }
  return nodeOf({ insecure_skip_verify: nodeOf(!verify.on, verify.at) }, verify.at);
}
