import type { SubjectAlternativeNames } from "../facts.ts";
import { Address } from "../net/address.ts";
import { decode, Malformed } from "./der.ts";
import { readDistinguishedName } from "./distinguished-name.ts";
import { type ReadGeneralName, ReadGeneralNames } from "./schema.ts";
import { sevenBitText } from "./strings.ts";

export const NO_ALTERNATIVE_NAMES: SubjectAlternativeNames = {
  text: "",
  dnsNames: [],
  emailAddresses: [],
  ipAddresses: [],
  uris: [],
};

/** Reads the value of a subjectAltName extension. Each entry goes to the list of its own type and to no other. */
export function readAlternativeNames(value: Uint8Array): SubjectAlternativeNames {
  const dnsNames: string[] = [];
  const emailAddresses: string[] = [];
  const ipAddresses: string[] = [];
  const uris: string[] = [];
  const shown: string[] = [];
  const put = (list: string[], label: string, text: string) => {
    list.push(text);
    shown.push(`${label}:${unambiguous(text)}`);
  };
  for (const name of decode("subjectAltName", value, ReadGeneralNames)) {
    if (name.dNSName !== undefined) put(dnsNames, "DNS", plainText(name.dNSName));
    else if (name.rfc822Name !== undefined) put(emailAddresses, "email", plainText(name.rfc822Name));
    else if (name.uniformResourceIdentifier !== undefined) put(uris, "URI", plainText(name.uniformResourceIdentifier));
    else if (name.iPAddress !== undefined) put(ipAddresses, "IP Address", address(name.iPAddress.buffer));
    else shown.push(printOther(name));
  }
  return { text: shown.join(", "), dnsNames, emailAddresses, ipAddresses, uris };
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

/** Entries no list has a place for; shown, so that the text does not look as if they were absent. */
function printOther(name: ReadGeneralName): string {
  if (name.directoryName !== undefined) return `DirName:${unambiguous(readDistinguishedName(name.directoryName).text)}`;
  if (name.registeredID !== undefined) return `Registered ID:${name.registeredID}`;
  if (name.otherName !== undefined) return "othername:<unsupported>";
  if (name.x400Address !== undefined) return "X400Name:<unsupported>";
  return "EdiPartyName:<unsupported>";
}
