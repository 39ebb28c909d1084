import { explainCidr, type IpPolicyRule, type Resources } from "@sluice/policy";
import { createX509Checks } from "@sluice/policy/crypto";
import { type FileSource, readNamedFile, readPem } from "./files.ts";
import type { ConfigReader, Value } from "./reader.ts";

/** Where the parts of `Resources` stand in the configuration. */
export interface ResourceValues {
  readonly certificateAuthorities: Value | undefined;
  readonly ipPolicies: Value | undefined;
  readonly secrets: Value | undefined;
}

const x509 = createX509Checks();

/** What policies refer to by id. */
export async function readResources(
  reader: ConfigReader,
  files: FileSource,
  values: ResourceValues,
): Promise<Resources> {
  return {
    certificate_authorities: await readAuthorities(reader, files, values.certificateAuthorities),
    ip_policies: readIpPolicies(reader, values.ipPolicies),
    secrets: await readSecrets(reader, files, values.secrets),
    x509,
  };
}

/** `certificate_authorities: { ID: PATH_OR_PEM }`. */
async function readAuthorities(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
): Promise<Record<string, string>> {
  const authorities: [string, string][] = [];
  for (const [id, , at] of reader.entries(value, "`certificate_authorities`")) {
    const pem = await readPem(reader, files, at, `certificate authority \`${id}\``);
    if (pem === undefined) continue;
    const bundle = x509.parseBundle(pem);
    if ("invalid" in bundle) reader.report("invalid-certificate", `\`${id}\`: ${bundle.invalid}`, at);
    else if (bundle.certificates.length === 0) reader.report("invalid-certificate", `\`${id}\` is empty`, at);
    else authorities.push([id, pem]);
  }
  return Object.fromEntries(authorities);
}

/** `ip_policies: { ID: [{ cidr, action }] }`. */
function readIpPolicies(reader: ConfigReader, value: Value | undefined): Record<string, IpPolicyRule[]> {
  const policies = reader.entries(value, "`ip_policies`").map(([id, , at]): [string, IpPolicyRule[]] => [
    id,
    rulesOf(reader, at, `ip policy \`${id}\``).flatMap((item) => {
      const rule = reader.map(item, "a rule of an ip policy", ["cidr", "action", "description"]);
      if (!rule) return [];
      const cidrAt = rule.required("cidr");
      const cidr = reader.string(cidrAt, "`cidr`");
      const explained = cidr === undefined ? undefined : explainCidr(cidr);
      if (explained?.kind === "invalid") reader.report("invalid-cidr", explained.reason, cidrAt, explained.hint);
      const actionAt = rule.required("action");
      const action = reader.string(actionAt, "`action`");
      if (action !== undefined && action !== "allow" && action !== "deny") {
        reader.report("invalid-value", `\`${action}\` is not \`allow\` or \`deny\``, actionAt);
      }
      return cidr !== undefined && (action === "allow" || action === "deny") ? [{ cidr, action }] : [];
    }),
  ]);
  return Object.fromEntries(policies);
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
): Promise<Record<string, Record<string, string>>> {
  const vaults: [string, Record<string, string>][] = [];
  for (const [vault, , contents] of reader.entries(value, "`secrets`")) {
    const secrets: [string, string][] = [];
    for (const [name, , at] of reader.entries(contents, `vault \`${vault}\``)) {
      const secret = await readSecret(reader, files, at, `secret \`${name}\``);
      if (secret !== undefined) secrets.push([name, secret]);
    }
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
  if (!reader.isMap(at)) return reader.string(at, what);
  const file = await readNamedFile(
    reader,
    files,
    reader.map(at, what, ["file"])?.required("file"),
    `${what}'s \`file\``,
  );
  // Editors end a file with a line break that nobody means.
  return file?.text.replace(/\r?\n$/, "");
}
