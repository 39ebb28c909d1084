import { X509Certificate } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { CERTIFICATE, derOfPem } from "@sluice/policy/x509";
import { errorCode } from "../error-code.ts";
import { NOT_REGULAR, readRegularFile } from "../regular-file.ts";

/** The certificates that upstreams are verified against, and where they come from. */
export interface TrustRoots {
  /** PEM. */
  readonly certificates: readonly string[];
  /** For the log at start. */
  readonly source: string;
}

export type RootsResult =
  | { readonly ok: true; readonly roots: TrustRoots }
  | { readonly ok: false; readonly message: string };

/** What gives the roots that would be in force next. */
export type LoadRoots = () => Promise<RootsResult>;

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
 * cannot be read, and a bundle that is there and broken, is a failure: others than the ones meant are never taken.
 * `bundles`: where a distribution may have its own. `before`: what was loaded earlier. Files are read again, and given back is the
 * same object where they hold the same; only a text that is not in it is parsed.
 */
export async function loadTrustRoots(
  environment: NodeJS.ProcessEnv = process.env,
  bundles: readonly string[] = BUNDLES,
  before?: TrustRoots,
): Promise<RootsResult> {
  const loaded = await load(environment, bundles, new Set(before?.certificates));
  return loaded.ok && before && isSame(loaded.roots, before) ? { ok: true, roots: before } : loaded;
}

function isSame({ source, certificates }: TrustRoots, before: TrustRoots): boolean {
  if (source !== before.source || certificates.length !== before.certificates.length) return false;
  return certificates.every((pem, index) => pem === before.certificates[index]);
}

/** PEM texts that were parsed already, each certificate of theirs. */
type Parsed = ReadonlySet<string>;

async function load(environment: NodeJS.ProcessEnv, bundles: readonly string[], parsed: Parsed): Promise<RootsResult> {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: directories } = environment;
  if (file || directories) return loadNamed(file || undefined, directories || undefined, parsed);
  for (const bundle of bundles) {
    const found = await readBundle(bundle, parsed);
    if (found.kind === "certificates") return { ok: true, roots: { certificates: [found.pem], source: bundle } };
    if (!isMissing(found)) return { ok: false, message: failureOf(bundle, found) };
  }
  return { ok: true, roots: { certificates: rootCertificates, source: "Node.js" } };
}

async function loadNamed(
  file: string | undefined,
  directories: string | undefined,
  parsed: Parsed,
): Promise<RootsResult> {
  const certificates: string[] = [];
  if (file !== undefined) {
    const found = await readBundle(file, parsed);
    if (found.kind !== "certificates") return { ok: false, message: failureOf(`SSL_CERT_FILE ${file}`, found) };
    certificates.push(found.pem);
  }
  if (directories !== undefined) {
    const found = await readDirectories(directories, parsed);
    if (!found.ok) return found;
    certificates.push(...found.certificates);
  }
  const source = [file, directories].filter((name) => name !== undefined).join(", ");
  return { ok: true, roots: { certificates, source } };
}

type Bundle =
  | { readonly kind: "certificates"; readonly pem: string }
  /** Of the operating system. */
  | { readonly kind: "unreadable"; readonly code: string }
  | { readonly kind: "no-certificate" }
  | { readonly kind: "invalid"; readonly reason: string };

type Directories =
  | { readonly ok: true; readonly certificates: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** Every PEM file of the directories, which are separated as in `PATH`. Other files there are passed over. */
async function readDirectories(directories: string, parsed: Parsed): Promise<Directories> {
  const certificates: string[] = [];
  for (const directory of directories.split(":").filter(Boolean)) {
    let names: string[];
    try {
      names = await readdir(directory);
    } catch (error) {
      return { ok: false, message: failureOf(`SSL_CERT_DIR ${directory}`, unreadable(error)) };
    }
    for (const name of names.toSorted()) {
      const path = join(directory, name);
      const found = await readBundle(path, parsed);
      if (found.kind === "certificates") certificates.push(found.pem);
      // A link whose certificate was removed takes trust away, as was meant.
      else if (found.kind !== "no-certificate" && !isMissing(found) && !isNoFile(found)) {
        return { ok: false, message: failureOf(path, found) };
      }
    }
  }
  if (certificates.length === 0) {
    return { ok: false, message: failureOf(`SSL_CERT_DIR ${directories}`, { kind: "no-certificate" }) };
  }
  // A directory holds each certificate under its own name and under its hash.
  return { ok: true, certificates: [...new Set(certificates)] };
}

/** A TLS stack takes a bundle up to its first broken block and says nothing, so every block is read before. */
async function readBundle(path: string, parsed: Parsed): Promise<Bundle> {
  let pem: string;
  try {
    pem = await readRegularFile(path);
  } catch (error) {
    return unreadable(error);
  }
  if (parsed.has(pem)) return { kind: "certificates", pem };
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) return { kind: "no-certificate" };
  const blocks = derOfPem(pem, CERTIFICATE);
  if (blocks.kind === "invalid") return blocks;
  for (const [index, der] of blocks.blocks.entries()) {
    try {
      new X509Certificate(der);
    } catch {
      return { kind: "invalid", reason: `PEM block ${index + 1} is not a certificate` };
    }
  }
  return { kind: "certificates", pem };
}

function unreadable(error: unknown): Bundle & { readonly kind: "unreadable" } {
  return { kind: "unreadable", code: errorCode(error) };
}

function isMissing(bundle: Bundle): boolean {
  return bundle.kind === "unreadable" && (bundle.code === "ENOENT" || bundle.code === "ENOTDIR");
}

function isNoFile(bundle: Bundle): boolean {
  return bundle.kind === "unreadable" && (bundle.code === NOT_REGULAR || bundle.code === "EISDIR");
}

function failureOf(what: string, bundle: Exclude<Bundle, { readonly kind: "certificates" }>): string {
  const roots = `the roots that upstreams are verified against: ${what}`;
  switch (bundle.kind) {
    case "unreadable":
      return `${roots} cannot be read (${bundle.code})`;
    case "no-certificate":
      return `${roots} holds no certificate`;
    case "invalid":
      return `${roots} is broken: ${bundle.reason}`;
    default:
      return bundle satisfies never;
  }
}
