import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { rootCertificates } from "node:tls";

/** The certificates that upstreams are verified against, and where they come from. */
export interface TrustRoots {
  /** PEM. */
  readonly certificates: readonly string[];
  /** For the log at start. */
  readonly source: string;
}

/** Where distributions keep the bundle, most common first. */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/**
 * `SSL_CERT_FILE` and `SSL_CERT_DIR`, else the distribution's bundle, else Node's own. What was asked for by name and
 * cannot be read leaves no roots at all rather than others than the ones meant.
 */
export async function loadTrustRoots(environment: NodeJS.ProcessEnv = process.env): Promise<TrustRoots> {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: directory } = environment;
  if (file || directory) {
    const certificates = [
      ...(file ? await readBundle(file) : []),
      ...(directory ? await readDirectory(directory) : []),
    ];
    return { certificates, source: [file, directory].filter(Boolean).join(", ") };
  }
  for (const bundle of BUNDLES) {
    const certificates = await readBundle(bundle);
    if (certificates.length > 0) return { certificates, source: bundle };
  }
  return { certificates: rootCertificates, source: "Node.js" };
}

async function readBundle(path: string): Promise<string[]> {
  try {
    const pem = await readFile(path, "utf8");
    return pem.includes("-----BEGIN CERTIFICATE-----") ? [pem] : [];
  } catch {
    return [];
  }
}

/** Every PEM file of the directories, which are separated as in `PATH`. */
async function readDirectory(directories: string): Promise<string[]> {
  const certificates: string[] = [];
  for (const directory of directories.split(":").filter(Boolean)) {
    const names = await readdir(directory).catch(() => []);
    for (const name of names.toSorted()) certificates.push(...(await readBundle(join(directory, name))));
  }
  // A directory holds each certificate under its own name and under its hash.
  return [...new Set(certificates)];
}
