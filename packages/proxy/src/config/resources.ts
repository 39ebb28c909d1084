import { type Diagnostic, explainCidr, type IpPolicyRule, type Resources } from "@sluice/policy";
import { createX509Checks } from "@sluice/policy/crypto";
import { readAddressFile } from "./address-file.ts";
import { type FileSource, isMasked, readNamedFile, readPem } from "./files.ts";
import type { ConfigReader, MapReader, Value } from "./reader.ts";

/** Where the parts of `Resources` stand in the configuration. */
export interface ResourceValues {
  readonly certificateAuthorities: Value | undefined;
  readonly ipPolicies: Value | undefined;
  readonly secrets: Value | undefined;
}

const x509 = createX509Checks();
const RULE = { what: "`file`", instead: "remove the rule where nobody is meant" };

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

/** `ip_policies: { ID: [{ cidr, action }, { file, action }] }`. */
async function readIpPolicies(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
): Promise<Record<string, IpPolicyRule[]>> {
  const policies: [string, IpPolicyRule[]][] = [];
  for (const [id, , at] of reader.entries(value, "`ip_policies`")) {
    const rules: IpPolicyRule[] = [];
    for (const item of rulesOf(reader, at, `ip policy \`${id}\``)) {
      // One by one: a list of a million would be more arguments than a call takes.
      for (const rule of await readIpRule(reader, files, item)) rules.push(rule);
    }
    policies.push([id, rules]);
  }
  return Object.fromEntries(policies);
}

async function readIpRule(reader: ConfigReader, files: FileSource, item: Value): Promise<readonly IpPolicyRule[]> {
  const rule = reader.map(item, "a rule of an ip policy", ["cidr", "file", "action", "description"]);
  if (!rule) return [];
  const blocks = await readBlocks(reader, files, rule);
  reader.string(rule.get("description"), "`description`");
  const action = reader.oneOf(
    rule.required("action"),
    "`action`",
    ["allow", "deny"],
    (text) => `\`${text}\` is not \`allow\` or \`deny\``,
  );
  return action ? blocks.map((cidr) => ({ cidr, action })) : [];
}

/** Those of the rule itself, or of the file that it names. */
async function readBlocks(
  reader: ConfigReader,
  files: FileSource,
  rule: MapReader<"cidr" | "file" | "action" | "description">,
): Promise<readonly string[]> {
  const fileAt = rule.written("file", "a string");
  if (fileAt && rule.key("cidr")) {
    reader.report("invalid-value", "`cidr` and `file` exclude each other", rule.key("file"));
    return [];
  }
  if (rule.key("file")) return readAddressFile(reader, files, fileAt, RULE);
  const cidrAt = rule.required("cidr");
  const cidr = reader.string(cidrAt, "`cidr`");
  const explained = cidr === undefined ? undefined : explainCidr(cidr);
  if (explained?.kind === "invalid") reader.report("invalid-cidr", explained.reason, cidrAt, explained.hint);
  return cidr === undefined ? [] : [cidr];
}

/** What an empty one denied would be let in by the others that an action names. */
function rulesOf(reader: ConfigReader, at: Value, what: string): readonly Value[] {
  if (!reader.isNull(at)) return reader.list(at, what);
  reader.report("wrong-type", `${what} must be a list`, at);
  return [];
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
