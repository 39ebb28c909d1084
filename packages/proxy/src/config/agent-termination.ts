import { createTlsTermination, type TlsTermination } from "@sluice/policy";
import { createX509Checks } from "@sluice/policy/crypto";
import { readAuthorityList } from "./authorities.ts";
import { checkPair } from "./certificates.ts";
import { type FileSource, readPem } from "./files.ts";
import type { ConfigReader, MapReader, Value } from "./reader.ts";

const KEYS = ["server_certificate", "server_private_key", "mutual_tls_certificate_authorities"] as const;
type Key = (typeof KEYS)[number];
const x509 = createX509Checks();

/**
 * `agent_tls_termination: { server_certificate, server_private_key, mutual_tls_certificate_authorities }`, paths or PEM.
 * Without a certificate of its own it shows the host's for the name. `key`: where it stands.
 */
export async function readAgentTermination(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
  key: Value,
): Promise<TlsTermination | undefined> {
  if (!value) {
    // A template that came out empty must not hand the upstream what it cannot read, or anybody.
    reader.report("wrong-type", "`agent_tls_termination` must be a mapping", key);
    return undefined;
  }
  const entry = reader.map(value, "`agent_tls_termination`", KEYS);
  if (!entry) return undefined;
  const before = reader.diagnostics.length;
  const pair = await readPair(reader, files, entry);
  const authorities = await readAuthorities(reader, files, entry);
  if (reader.diagnostics.length > before) return undefined;
  return createTlsTermination({
    minVersion: "1.2",
    maxVersion: "1.3",
    ...pair,
    ...(authorities ? { clientCertificates: { authorities, strategy: "require-and-verify" } } : {}),
  });
}

async function readPair(
  reader: ConfigReader,
  files: FileSource,
  entry: MapReader<Key>,
): Promise<{ certificate: string; privateKey: string } | undefined> {
  const [certificateKey, keyKey] = [entry.key("server_certificate"), entry.key("server_private_key")];
  if (!certificateKey && !keyKey) return undefined;
  if (!certificateKey || !keyKey) {
    const [present, missing] = certificateKey
      ? (["server_certificate", "server_private_key"] as const)
      : (["server_private_key", "server_certificate"] as const);
    reader.report("needs-other-field", `\`${present}\` needs \`${missing}\``, entry.key(present));
    return undefined;
  }
  const [certificateAt, keyAt] = [entry.required("server_certificate"), entry.required("server_private_key")];
  const certificate = await readPem(reader, files, certificateAt, "`server_certificate`");
  const privateKey = await readPem(reader, files, keyAt, "`server_private_key`");
  if (certificate === undefined || privateKey === undefined) return undefined;
  const pair = { certificate, privateKey };
  return checkPair(reader, pair, certificateAt, keyAt) ? pair : undefined;
}

async function readAuthorities(
  reader: ConfigReader,
  files: FileSource,
  entry: MapReader<Key>,
): Promise<string[] | undefined> {
  const key = entry.key("mutual_tls_certificate_authorities");
  if (!key) return undefined;
  const at = entry.get("mutual_tls_certificate_authorities");
  const authorities = await readAuthorityList(reader, files, at, {
    key,
    name: "mutual_tls_certificate_authorities",
    hint: "list the authorities that sign the clients' certificates, or leave it out to ask for none",
  });
  for (const pem of authorities) {
    const bundle = x509.parseBundle(pem);
    if ("invalid" in bundle || bundle.certificates.some(({ isCa }) => isCa)) continue;
    reader.report(
      "no-certificate-authority",
      "no certificate of a bundle is a certificate authority",
      at,
      "list the certificate that signs the clients', not a client's own",
    );
  }
  return authorities;
}
