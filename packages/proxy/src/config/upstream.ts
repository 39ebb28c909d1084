import { isIP } from "node:net";
import { explainHostName } from "@sluice/policy";
import { PROXY_TLVS, type ProxyTlvName } from "../upstream/proxy-header.ts";
import { parseUpstreamUrl } from "../upstream/url.ts";
import { readAuthorityList } from "./authorities.ts";
import { checkPair } from "./certificates.ts";
import type { UpstreamConfig, UpstreamTlsConfig } from "./config.ts";
import { type FileSource, readPem } from "./files.ts";
import type { ConfigReader, Value } from "./reader.ts";

const KEYS = ["url", "proxy_protocol", "tls"] as const;
const TLS_KEYS = [
  "certificate_authorities",
  "server_name",
  "client_certificate",
  "client_key",
  "insecure_skip_verify",
] as const;

/** `upstream: { url, proxy_protocol, tls }`. */
export async function readUpstream(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
): Promise<UpstreamConfig | undefined> {
  const entry = value && reader.map(value, "`upstream`", KEYS);
  if (!entry) return undefined;
  const urlAt = entry.required("url");
  const url = reader.stringOrInteger(urlAt, "`url`");
  const proxyProtocol = readProxyProtocol(reader, entry.written("proxy_protocol", "`1` or `2`"));
  const tlsAt = entry.written("tls", "a mapping");
  const tls = tlsAt && (await readTls(reader, files, tlsAt));
  if (url === undefined) return undefined;
  const parsed = parseUpstreamUrl(url);
  if (!parsed.ok) {
    reader.report("invalid-url", parsed.message, urlAt);
    return undefined;
  }
  if (tlsAt && parsed.address.scheme !== "tls") {
    reader.report("needs-other-field", "`tls` needs an upstream whose `url` is `tls://…`", entry.key("tls"));
  }
  return { url, address: parsed.address, ...proxyProtocol, ...(tls ? { tls } : {}) };
}

/** `1`, `2`, or `{ version: 2, tlvs: [alpn, authority, ssl, unique_id, crc32c] }`. */
function readProxyProtocol(
  reader: ConfigReader,
  at: Value | undefined,
): Pick<UpstreamConfig, "proxyProtocol" | "proxyTlvs"> {
  if (!at) return {};
  if (!reader.isMap(at)) return readVersion(reader, at);
  const entry = reader.map(at, "`proxy_protocol`", ["version", "tlvs"]);
  const version = entry ? readVersion(reader, entry.required("version")) : {};
  const tlvsAt = entry?.written("tlvs", "a list");
  if (!tlvsAt) return version;
  if (version.proxyProtocol === 1) {
    reader.report("needs-other-field", "`tlvs` needs `version: 2`: version 1 has no room for them", entry?.key("tlvs"));
  }
  return { ...version, proxyTlvs: readTlvs(reader, tlvsAt) };
}

function readVersion(reader: ConfigReader, at: Value | undefined): Pick<UpstreamConfig, "proxyProtocol"> {
  const version = reader.stringOrInteger(at, "`proxy_protocol`");
  if (version === undefined) return {};
  if (version === "1" || version === "2") return { proxyProtocol: version === "1" ? 1 : 2 };
  reader.report("invalid-value", `\`${version}\` is not a version of the PROXY protocol`, at, "write `1` or `2`");
  return {};
}

function readTlvs(reader: ConfigReader, at: Value): ProxyTlvName[] {
  const names: ProxyTlvName[] = [];
  for (const item of reader.list(at, "`tlvs`")) {
    const name = reader.oneOf(item, "a TLV", PROXY_TLVS, (text) => `\`${text}\` is not a TLV that can be sent`);
    if (name === undefined) continue;
    if (names.includes(name)) reader.report("invalid-value", `\`${name}\` is listed twice`, item);
    else names.push(name);
  }
  return names;
}

/** A name, in lower case and without a dot at its end, or an address. */
function readServerName(reader: ConfigReader, at: Value | undefined): string | undefined {
  const text = reader.string(at, "`server_name`");
  if (text === undefined || isIP(text) !== 0) return text;
  const explained = explainHostName(text);
  if (explained.kind === "name") return explained.name;
  const message = `\`${text}\` is neither a host name nor an address: ${explained.reason}`;
  reader.report("invalid-value", message, at, "leave it out to verify the host of the URL");
  return undefined;
}

async function readTls(reader: ConfigReader, files: FileSource, at: Value): Promise<UpstreamTlsConfig | undefined> {
  const entry = reader.map(at, "`tls`", TLS_KEYS);
  if (!entry) return undefined;
  const authoritiesKey = entry.key("certificate_authorities");
  const authorities =
    authoritiesKey &&
    (await readAuthorityList(reader, files, entry.get("certificate_authorities"), {
      key: authoritiesKey,
      name: "certificate_authorities",
      hint: "leave it out to verify against the system's roots",
    }));
  const serverName = readServerName(reader, entry.written("server_name", "a string"));
  const insecureSkipVerify = reader.boolean(entry.get("insecure_skip_verify"), "`insecure_skip_verify`");
  const [certificateAt, keyAt] = [entry.get("client_certificate"), entry.get("client_key")];
  const clientCertificate = await readPem(reader, files, certificateAt, "`client_certificate`");
  const clientKey = await readPem(reader, files, keyAt, "`client_key`");
  if (Boolean(certificateAt) !== Boolean(keyAt)) {
    const [present, missing] = certificateAt
      ? (["client_certificate", "client_key"] as const)
      : (["client_key", "client_certificate"] as const);
    reader.report("needs-other-field", `\`${present}\` needs \`${missing}\``, entry.key(present));
  }
  const hasPair = clientCertificate !== undefined && clientKey !== undefined;
  if (hasPair) checkPair(reader, { certificate: clientCertificate, privateKey: clientKey }, certificateAt, keyAt);
  return {
    ...(authorities ? { certificateAuthorities: authorities } : {}),
    ...(serverName === undefined ? {} : { serverName }),
    ...(insecureSkipVerify ? { insecureSkipVerify } : {}),
    ...(hasPair ? { clientCertificate, clientKey } : {}),
  };
}
