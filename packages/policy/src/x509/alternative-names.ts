import type { SubjectAlternativeNames } from "../facts.ts";
import { Address } from "../net/address.ts";
import { DerReader, dotted, type Element, Malformed, Tag } from "./der.ts";
import { readDistinguishedName } from "./distinguished-name.ts";
import { sevenBitText } from "./strings.ts";

export const NO_ALTERNATIVE_NAMES: SubjectAlternativeNames = {
  text: "",
  dnsNames: [],
  emailAddresses: [],
  ipAddresses: [],
  uris: [],
};

/** Context tags of GeneralName (RFC 5280, section 4.2.1.6). */
const Name = {
  other: 0xa0,
  email: 0x81,
  dns: 0x82,
  x400: 0xa3,
  directory: 0xa4,
  ediParty: 0xa5,
  uri: 0x86,
  ip: 0x87,
  registeredId: 0x88,
} as const;

/** Reads the value of a subjectAltName extension. Each entry goes to the list of its own type and to no other. */
export function readAlternativeNames(value: Uint8Array): SubjectAlternativeNames {
  const outer = new DerReader(value);
  const reader = outer.enter("subjectAltName", Tag.sequence);
  outer.end("subjectAltName");
  const dnsNames: string[] = [];
  const emailAddresses: string[] = [];
  const ipAddresses: string[] = [];
  const uris: string[] = [];
  const shown: string[] = [];
  const put = (list: string[], label: string, text: string) => {
    list.push(text);
    shown.push(`${label}:${unambiguous(text)}`);
  };
  while (!reader.done) {
    const entry = reader.read("an entry of subjectAltName");
    switch (entry.tag) {
      case Name.dns:
        put(dnsNames, "DNS", plainText(entry));
        break;
      case Name.email:
        put(emailAddresses, "email", plainText(entry));
        break;
      case Name.uri:
        put(uris, "URI", plainText(entry));
        break;
      case Name.ip:
        put(ipAddresses, "IP Address", address(entry.contents));
        break;
      default:
        shown.push(printOther(entry));
    }
  }
  return { text: shown.join(", "), dnsNames, emailAddresses, ipAddresses, uris };
}

/** No name of these types may hold a control character; a NUL among them has hidden the rest of a name from C programs. */
function plainText(entry: Element): string {
  for (const byte of entry.contents) {
    if (byte < 0x20 || byte === 0x7f) throw new Malformed("a name in subjectAltName holds a control character");
  }
  return sevenBitText(entry.contents);
}

function address(contents: Uint8Array): string {
  if (contents.length !== 4 && contents.length !== 16) {
    throw new Malformed("an address in subjectAltName has neither 4 nor 16 bytes");
  }
  return Address.fromBytes(contents).toString();
}

/** A text that could be taken for several entries is written as a JSON string: `DNS:"a, URI:b"`. */
function unambiguous(text: string): string {
  return /[,"\\]|[^\x20-\x7e]/.test(text) ? JSON.stringify(text) : text;
}

/** Entries no list has a place for; shown, so that the text does not look as if they were absent. */
function printOther(entry: Element): string {
  switch (entry.tag) {
    case Name.directory: {
      const inner = new DerReader(entry.contents);
      const name = readDistinguishedName(inner.read("a name in subjectAltName", Tag.sequence));
      inner.end("a name in subjectAltName");
      return `DirName:${unambiguous(name.text)}`;
    }
    case Name.registeredId:
      return `Registered ID:${dotted(entry.contents)}`;
    case Name.other:
      return "othername:<unsupported>";
    case Name.x400:
      return "X400Name:<unsupported>";
    case Name.ediParty:
      return "EdiPartyName:<unsupported>";
    default:
      throw new Malformed(`an entry of subjectAltName has the unknown tag ${entry.tag}`);
  }
}
