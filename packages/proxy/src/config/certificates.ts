import { createSecureContext } from "node:tls";
import { createX509Checks } from "@sluice/policy/crypto";
import type { HostCertificate } from "./config.ts";
import { type FileSource, readPem } from "./files.ts";
import type { ConfigReader, MapReader, Value } from "./reader.ts";

const KEYS = ["certificate", "private_key", "self_signed"] as const;
type Key = (typeof KEYS)[number];
const x509 = createX509Checks();

/** `certificates:` of the configuration. */
export interface ReadCertificates {
  readonly certificates: readonly HostCertificate[];
  /** Whether a self-signed one is asked for, for names that none of the others has. */
  readonly selfSigned: boolean;
  /** Whether one could not be read, which was reported. */
  readonly incomplete: boolean;
}

/**
 * `certificates: [{ certificate, private_key }, { self_signed: true }]`, each a path or PEM; or `{ self_signed: true }` alone.
 * `before`: what was read earlier, and found sound: the same texts are the same object, and are not parsed again.
 */
export async function readCertificates(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
  before: readonly HostCertificate[] = [],
): Promise<ReadCertificates> {
  const checked = new Map(before.map((pair) => [textOf(pair), pair]));
  const certificates: HostCertificate[] = [];
  let selfSigned = false;
  const start = reader.diagnostics.length;
  const items = value && reader.isMap(value) ? [value] : reader.list(value, "`certificates`");
  for (const item of items) {
    const before = reader.diagnostics.length;
    const entry = reader.map(item, "a certificate", KEYS);
    if (!entry) continue;
    const given = entry.key("certificate") ?? entry.key("private_key");
    const made = reader.boolean(entry.get("self_signed"), "`self_signed`") ?? false;
    selfSigned ||= made;
    if (given && made) {
      reader.report(
        "invalid-value",
        "a certificate that is given is not `self_signed` here",
        given,
        "make two entries",
      );
    }
    if (given) {
      const certificate = await readPair(reader, files, entry, checked);
      if (certificate) certificates.push(certificate);
    } else if (!entry.key("self_signed") && reader.diagnostics.length === before) {
      reader.reportMissing("a certificate has a `certificate` and a `private_key`, or is `self_signed`", item);
    }
  }
  return { certificates, selfSigned, incomplete: reader.diagnostics.length > start };
}

async function readPair(
  reader: ConfigReader,
  files: FileSource,
  entry: MapReader<Key>,
  checked: ReadonlyMap<string, HostCertificate>,
): Promise<HostCertificate | undefined> {
  const [certificateAt, keyAt] = [entry.required("certificate"), entry.required("private_key")];
  const certificate = await readPem(reader, files, certificateAt, "`certificate`");
  const privateKey = await readPem(reader, files, keyAt, "`private_key`");
  if (certificate === undefined || privateKey === undefined) return undefined;
  const pair = { certificate, privateKey };
  const known = checked.get(textOf(pair));
  if (known) return known;
  return checkPair(reader, pair, certificateAt, keyAt) ? pair : undefined;
}

function textOf({ certificate, privateKey }: HostCertificate): string {
  return `${certificate}\0${privateKey}`;
}

/** Reports a certificate or key that is none, a key that belongs to another certificate, and what OpenSSL does not take. */
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
  if (belongs === false) reader.report("key-mismatch", "the private key does not belong to the certificate", keyAt);
  else if (belongs !== true) reader.report("invalid-private-key", belongs.invalid, keyAt);
  if (belongs !== true) return false;
  try {
    // What a parser passes may still be too weak for it, such as a short key.
    createSecureContext({ cert: certificate, key: privateKey });
    return true;
  } catch (error) {
    const { reason } = error as Error & { readonly reason?: string };
    reader.report("invalid-certificate", `OpenSSL does not take it: ${reason ?? "no reason given"}`, certificateAt);
    return false;
  }
}
