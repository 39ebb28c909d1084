import { createX509Checks } from "@sluice/policy/crypto";
import { type FileSource, readPem } from "./files.ts";
import type { ConfigReader, Value } from "./reader.ts";

const x509 = createX509Checks();

export interface AuthorityListOptions {
  /** The key that the list stands under: there, though its value may be null. */
  readonly key: Value;
  readonly name: string;
  /** What to do instead of giving an empty list. */
  readonly hint: string;
}

/**
 * A list of authorities, each a path or PEM. One that names none is reported: a template that came out empty must not
 * trust others than the ones meant. Every block is read here, since Node takes anything for an authority.
 */
export async function readAuthorityList(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
  { key, name, hint }: AuthorityListOptions,
): Promise<string[]> {
  const items = reader.list(value, `\`${name}\``);
  if (items.length === 0 && (!value || reader.isList(value))) {
    reader.report("invalid-value", `\`${name}\` names none`, value ?? key, hint);
  }
  const authorities: string[] = [];
  for (const item of items) {
    const pem = await readPem(reader, files, item, "a certificate authority");
    if (pem === undefined) continue;
    const bundle = x509.parseBundle(pem);
    if ("invalid" in bundle) reader.report("invalid-certificate", bundle.invalid, item);
    else authorities.push(pem);
  }
  return authorities;
}
