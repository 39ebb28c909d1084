import { isIP } from "node:net";

/** Where an upstream is. */
export interface UpstreamAddress {
  /** `tls`: re-encrypted on the way. */
  readonly scheme: "tcp" | "tls";
  readonly host: string;
  readonly port: number;
}

export type UpstreamUrlResult =
  | { readonly ok: true; readonly address: UpstreamAddress }
  | { readonly ok: false; readonly message: string };

const SHAPE = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:(\[[^\]]*\]|[^:/[\]]*):)?(\d+)\/?$/i;
const PORTLESS_TLS = /^tls:\/\/(\[[^\]]*\]|[^:/[\]]+)\/?$/i;
const HOST = /^[a-z0-9_.-]{1,253}$/i;

/** Reads `PORT`, `HOST:PORT`, `tcp://HOST:PORT` and `tls://HOST[:PORT]`. */
export function parseUpstreamUrl(text: string): UpstreamUrlResult {
  const portless = PORTLESS_TLS.exec(text);
  const parts = portless ? ["", "tls", portless[1], "443"] : SHAPE.exec(text);
  if (!parts) return fail(`\`${text}\` is not an upstream: write \`PORT\`, \`HOST:PORT\`, \`tcp://…\` or \`tls://…\``);
  const scheme = (parts[1] ?? "tcp").toLowerCase();
  if (scheme !== "tcp" && scheme !== "tls") return fail(`\`${scheme}\` upstreams are not supported`);
  const written = parts[2] ?? "localhost";
  const host = written.startsWith("[") ? written.slice(1, -1) : written;
  if (written.startsWith("[") ? isIP(host) !== 6 : !HOST.test(host)) return fail(`\`${written}\` is not a host`);
  const port = Number(parts[3]);
  if (port < 1 || port > 65_535) return fail(`\`${parts[3]}\` is not a port`);
  return { ok: true, address: { scheme, host, port } };
}

function fail(message: string): UpstreamUrlResult {
  return { ok: false, message };
}
