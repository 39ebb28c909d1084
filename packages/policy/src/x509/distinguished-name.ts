import { AsnConvert } from "@peculiar/asn1-schema";
import type { AttributeTypeAndValue, AttributeValue, Name } from "@peculiar/asn1-x509";
import type { DistinguishedName } from "../facts.ts";
import { hex, Malformed } from "./der.ts";
import { lazily } from "./lazily.ts";
import { stringOf } from "./strings.ts";

/** The table of RFC 2253, section 2.3; every other type is written as its object identifier. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ["2.5.4.3", "CN"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "ST"],
  ["2.5.4.10", "O"],
  ["2.5.4.11", "OU"],
  ["2.5.4.6", "C"],
  ["2.5.4.9", "STREET"],
  ["0.9.2342.19200300.100.1.25", "DC"],
  ["0.9.2342.19200300.100.1.1", "UID"],
]);

const utf8 = new TextEncoder();

interface Attribute {
  readonly type: string;
  /** `undefined` if the value is no character string. */
  readonly text: string | undefined;
  /** Text where RFC 2253 prints text, and the value where it prints its encoding. */
  readonly printed: string | AttributeValue;
}

/** A name that was checked: its relative names, the most general first. */
export type ReadName = readonly (readonly Attribute[])[];

export function readName(name: Name): ReadName {
  const relative = Array.from(name, (set) => Array.from(set, readAttribute));
  if (relative.some((set) => set.length === 0)) throw new Malformed("a relative name is empty");
  return relative;
}

function readAttribute({ type, value }: AttributeTypeAndValue): Attribute {
  const text = stringOf(value);
  return { type, text, printed: SHORT_NAMES.has(type) && text !== undefined ? text : value };
}

/** What a Name (RFC 5280, section 4.1.2.4) says. */
export function distinguishedName(name: ReadName): DistinguishedName {
  const all = (type: string) =>
    name
      .flat()
      .flatMap((attribute) => (attribute.type === type && attribute.text !== undefined ? [attribute.text] : []));
  return lazily<DistinguishedName>({
    text: () =>
      name
        .map((set) => set.map(printAttribute).join("+"))
        .reverse()
        .join(","),
    // The last is the most specific.
    commonName: () => all("2.5.4.3").at(-1) ?? "",
    country: () => all("2.5.4.6"),
    locality: () => all("2.5.4.7"),
    organization: () => all("2.5.4.10"),
    organizationalUnit: () => all("2.5.4.11"),
    postalCode: () => all("2.5.4.17"),
    province: () => all("2.5.4.8"),
    streetAddress: () => all("2.5.4.9"),
  });
}

function printAttribute({ type, printed }: Attribute): string {
  const name = SHORT_NAMES.get(type) ?? type;
  return typeof printed === "string"
    ? `${name}=${escapeValue(printed)}`
    : `${name}=#${hex(new Uint8Array(AsnConvert.serialize(printed)))}`;
}

/**
 * RFC 2253, section 2.4. Control characters are written as hex pairs as well, which the section permits, so that a
 * name can't break a line of a log.
 */
function escapeValue(text: string): string {
  return text
    .replace(/[,+"\\<>;]|^[# ]| $/g, "\\$&")
    .replace(/\p{Cc}/gu, (control) => hex(utf8.encode(control)).replace(/../g, "\\$&"));
}
