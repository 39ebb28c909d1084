import type { Diagnostic, Resources } from "@sluice/policy";
import { createX509Checks } from "@sluice/policy/crypto";
import { type FileSource, isMasked, readNamedFile, readPem } from "./files.ts";
import { readIpPolicies } from "./ip-policies.ts";
import type { ConfigReader, Value } from "./reader.ts";

/** Where the parts of `Resources` stand in the configuration. */
export interface ResourceValues {
  readonly certificateAuthorities: Value | undefined;
  readonly ipPolicies: Value | undefined;
  readonly secrets: Value | undefined;
}

const x509 = createX509Checks();

/** What policies refer to by id. */
export interface KnownResources {
  readonly resources: Resources;
  /** Ids of authorities, vaults and secrets that could not be read, which was reported: that they are missing is no second mistake. */
  readonly unread: ReadonlySet<string>;
}

export async function readResources(
  reader: ConfigReader,
  files: FileSource,
  values: ResourceValues,
): Promise<KnownResources> {
  const unread = new Set<string>();
  const resources = {
    certificate_authorities: await readAuthorities(reader, files, values.certificateAuthorities, unread),
    ip_policies: await readIpPolicies(reader, files, values.ipPolicies),
    secrets: await readSecrets(reader, files, values.secrets, unread),
    x509,
  };
  return { resources, unread };
}

/** Whether a diagnostic of a policy only says that something is missing which could not be read. */
export function isOfUnread(
  { code, message }: Pick<Diagnostic, "code" | "message">,
  unread: ReadonlySet<string>,
): boolean {
  if (code !== "unknown-certificate-authority" && code !== "unknown-secret") return false;
  return [...message.matchAll(/`([^`]*)`/g)].some(([, id = ""]) => unread.has(id));
}

/** `certificate_authorities: { ID: PATH_OR_PEM }`. */
async function readAuthorities(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
  unread: Set<string>,
): Promise<Record<string, string>> {
  const authorities: [string, string][] = [];
  for (const [id, , at] of reader.entries(value, "`certificate_authorities`")) {
    const pem = await readPem(reader, files, at, `certificate authority \`${id}\``);
    unread.add(id);
    if (pem === undefined) continue;
    const bundle = x509.parseBundle(pem);
    if ("invalid" in bundle) reader.report("invalid-certificate", `\`${id}\`: ${bundle.invalid}`, at);
    else if (bundle.certificates.length === 0) reader.report("invalid-certificate", `\`${id}\` is empty`, at);
    else {
      authorities.push([id, pem]);
      unread.delete(id);
    }
  }
  return Object.fromEntries(authorities);
}

/** `secrets: { VAULT: { NAME: VALUE } }`; a value is a string or `{ file: PATH }`. */
async function readSecrets(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
  unread: Set<string>,
): Promise<Record<string, Record<string, string>>> {
  const vaults: [string, Record<string, string>][] = [];
  for (const [vault, , contents] of reader.entries(value, "`secrets`")) {
    const secrets: [string, string][] = [];
    for (const [name, , at] of reader.entries(contents, `vault \`${vault}\``)) {
      const secret = await readSecret(reader, files, at, `secret \`${name}\``);
      if (secret === undefined) unread.add(name);
      else secrets.push([name, secret]);
    }
    if (!reader.isMap(contents)) unread.add(vault);
    vaults.push([vault, Object.fromEntries(secrets)]);
  }
  return Object.fromEntries(vaults);
}

async function readSecret(
  reader: ConfigReader,
  files: FileSource,
  at: Value,
  what: string,
): Promise<string | undefined> {
  if (!reader.isMap(at)) {
    const secret = reader.string(at, what);
    return secret === undefined || isMasked(reader, secret, at, what) ? undefined : secret;
  }
  const file = await readNamedFile(
    reader,
    files,
    reader.map(at, what, ["file"])?.required("file"),
    `${what}'s \`file\``,
  );
  // Editors end a file with a line break that nobody means.
  return file?.text.replace(/\r?\n$/, "");
}
