import { Buffer } from "node:buffer";
import { isIPv4, isIPv6 } from "node:net";
import { bitString, boolean, der, objectIdentifier, octetString, sequence } from "./throwaway-der.ts";

/** The names a certificate speaks for, each an entry of its subjectAltName. */
export interface SubjectNames {
  readonly dnsNames?: readonly string[] | undefined;
  readonly ipAddresses?: readonly string[] | undefined;
  readonly emails?: readonly string[] | undefined;
  readonly uris?: readonly string[] | undefined;
}

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const ANY_USAGE = "2.5.29.37.0";

/** What a certificate may be used for (extended key usage); `any` = `anyExtendedKeyUsage` alone, `unrestricted` = the extension is left out. */
export type CertificateUsage = "server" | "client" | "both" | "any" | "unrestricted";

const USAGES: { readonly [usage in CertificateUsage]: readonly string[] } = {
  server: [SERVER_AUTH],
  client: [CLIENT_AUTH],
  both: [SERVER_AUTH, CLIENT_AUTH],
  any: [ANY_USAGE],
  unrestricted: [],
};

export function authorityExtensions(subjectKey: Buffer, issuerKey: Buffer): Buffer {
  return sequence(
    extension("2.5.29.19", sequence(boolean(true)), { critical: true }),
    // keyCertSign and cRLSign, bits 5 and 6.
    extension("2.5.29.15", bitString(Buffer.from([0x06]), 1), { critical: true }),
    ...keyIdentifiers(subjectKey, issuerKey),
  );
}

export function leafExtensions(
  names: SubjectNames,
  usage: CertificateUsage,
  subjectKey: Buffer,
  issuerKey: Buffer,
): Buffer {
  const purposes = USAGES[usage];
  const entries = subjectNames(names);
  return sequence(
    extension("2.5.29.19", sequence(), { critical: true }),
    // digitalSignature, bit 0.
    extension("2.5.29.15", bitString(Buffer.from([0x80]), 7), { critical: true }),
    ...keyIdentifiers(subjectKey, issuerKey),
    ...(purposes.length > 0 ? [extension("2.5.29.37", sequence(...purposes.map(objectIdentifier)))] : []),
    ...(entries.length > 0 ? [extension("2.5.29.17", sequence(...entries))] : []),
  );
}

function keyIdentifiers(subjectKey: Buffer, issuerKey: Buffer): readonly Buffer[] {
  return [extension("2.5.29.14", octetString(subjectKey)), extension("2.5.29.35", sequence(der(0x80, issuerKey)))];
}

function extension(id: string, value: Buffer, { critical = false }: { readonly critical?: boolean } = {}): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

/** GeneralNames (RFC 5280, section 4.2.1.6); text is written as its UTF-8 bytes, so that tests can make bad ones too. */
function subjectNames(names: SubjectNames): readonly Buffer[] {
  const text = (tag: number) => (value: string) => der(tag, Buffer.from(value, "utf8"));
  return [
    ...(names.dnsNames ?? []).map(text(0x82)),
    ...(names.ipAddresses ?? []).map((address) => der(0x87, addressBytes(address))),
    ...(names.emails ?? []).map(text(0x81)),
    ...(names.uris ?? []).map(text(0x86)),
  ];
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  if (!isIPv6(address)) throw new RangeError(`not an IP address: ${address}`);
  // The URL parser writes a dotted tail as two groups, which leaves one form to expand.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  const left = groups(head);
  const right = groups(tail ?? "");
  const zeros = new Array<number>(8 - left.length - right.length).fill(0);
  return Buffer.from([...left, ...zeros, ...right].flatMap((group) => [group >> 8, group & 0xff]));
}
