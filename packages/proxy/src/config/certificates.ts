import { createX509Checks } from "@sluice/policy/crypto";
import type { HostCertificate } from "./config.ts";
import { type FileSource, readPem } from "./files.ts";
import type { ConfigReader, Value } from "./reader.ts";

const KEYS = ["certificate", "private_key"] as const;
const x509 = createX509Checks();

/** `certificates: [{ certificate, private_key }]`, each a path or PEM. */
export async function readCertificates(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
): Promise<HostCertificate[]> {
  const certificates: HostCertificate[] = [];
  for (const item of reader.list(value, "`certificates`")) {
    const entry = reader.map(item, "a certificate", KEYS);
    if (!entry) continue;
    const [certificateAt, keyAt] = [entry.required("certificate"), entry.required("private_key")];
    const certificate = await readPem(reader, files, certificateAt, "`certificate`");
    const privateKey = await readPem(reader, files, keyAt, "`private_key`");
    if (certificate === undefined || privateKey === undefined) continue;
    if (checkPair(reader, { certificate, privateKey }, certificateAt, keyAt)) {
      certificates.push({ certificate, privateKey });
    }
  }
  return certificates;
}

/** Reports a certificate or key that is none, and a key that belongs to another certificate. */
export function checkPair(
  reader: ConfigReader,
  { certificate, privateKey }: HostCertificate,
  certificateAt: Value | undefined,
  keyAt: Value | undefined,
): boolean {
  const bundle = x509.parseBundle(certificate);
  if ("invalid" in bundle) {
    reader.report("invalid-certificate", bundle.invalid, certificateAt);
    return false;
  }
  const belongs = x509.keyBelongsTo(certificate, privateKey);
  if (belongs === true) return true;
  if (belongs === false) reader.report("key-mismatch", "the private key does not belong to the certificate", keyAt);
  else reader.report("invalid-private-key", belongs.invalid, keyAt);
  return false;
}
