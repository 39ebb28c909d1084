import type { SubjectAlternativeNames } from "../facts.ts";
import { Address } from "../net/address.ts";
import { decode, Malformed } from "./der.ts";
import { distinguishedName, type ReadName, readName } from "./distinguished-name.ts";
import { lazily } from "./lazily.ts";
import { type ReadGeneralName, ReadGeneralNames } from "./schema.ts";
import { sevenBitText } from "./strings.ts";

/** The lists, and what an entry of each is called. */
const LABELS = { dnsNames: "DNS", emailAddresses: "email", ipAddresses: "IP Address", uris: "URI" } as const;

type List = keyof typeof LABELS;

/** An entry that was checked. */
export type AlternativeName =
  | { readonly list: List; readonly text: string }
  | { readonly list: "directory"; readonly name: ReadName }
  /** What no list has a place for, as it is shown. */
  | { readonly list: "none"; readonly shown: string };

/** Reads the value of a subjectAltName extension. */
export function readAlternativeNames(value: Uint8Array): readonly AlternativeName[] {
  return Array.from(decode("subjectAltName", value, ReadGeneralNames), readAlternativeName);
}

function readAlternativeName(name: ReadGeneralName): AlternativeName {
  if (name.dNSName !== undefined) return { list: "dnsNames", text: plainText(name.dNSName) };
  if (name.rfc822Name !== undefined) return { list: "emailAddresses", text: plainText(name.rfc822Name) };
  if (name.uniformResourceIdentifier !== undefined) {
    return { list: "uris", text: plainText(name.uniformResourceIdentifier) };
  }
  if (name.iPAddress !== undefined) return { list: "ipAddresses", text: address(name.iPAddress.buffer) };
  if (name.directoryName !== undefined) return { list: "directory", name: readName(name.directoryName) };
  return { list: "none", shown: other(name) };
}

/** Each entry goes to the list of its own type and to no other. */
export function alternativeNames(names: readonly AlternativeName[]): SubjectAlternativeNames {
  const all = (list: List) => names.flatMap((name) => (name.list === list ? [name.text] : []));
  return lazily<SubjectAlternativeNames>({
    text: () => names.map(print).join(", "),
    dnsNames: () => all("dnsNames"),
    emailAddresses: () => all("emailAddresses"),
    ipAddresses: () => all("ipAddresses"),
    uris: () => all("uris"),
  });
}

/** Also entries that are in no list, so that the text does not look as if they were absent. */
function print(name: AlternativeName): string {
  if (name.list === "none") return name.shown;
  if (name.list === "directory") return `DirName:${unambiguous(distinguishedName(name.name).text)}`;
  return `${LABELS[name.list]}:${unambiguous(name.text)}`;
}

/** No name of these types may hold a control character; a NUL among them has hidden the rest of a name from C programs. */
function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\x1f\x7f]/.test(text)) throw new Malformed("a name in subjectAltName holds a control character");
  return sevenBitText(text);
}

function address(contents: ArrayBuffer): string {
  if (contents.byteLength !== 4 && contents.byteLength !== 16) {
    throw new Malformed("an address in subjectAltName has neither 4 nor 16 bytes");
  }
  return Address.fromBytes(new Uint8Array(contents)).toString();
}

/** A text that could be taken for several entries is written as a JSON string: `DNS:"a, URI:b"`. */
function unambiguous(text: string): string {
  return /[,"\\]|[^\x20-\x7e]/.test(text) ? JSON.stringify(text) : text;
}

function other(name: ReadGeneralName): string {
  if (name.registeredID !== undefined) return `Registered ID:${name.registeredID}`;
  if (name.otherName !== undefined) return "othername:<unsupported>";
  if (name.x400Address !== undefined) return "X400Name:<unsupported>";
  return "EdiPartyName:<unsupported>";
}
