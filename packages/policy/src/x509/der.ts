import { AsnConvert } from "@peculiar/asn1-schema";
import { checkExtent } from "./extent.ts";

/** Thrown by the readers of this folder, and caught by `readCertificate` alone. */
export class Malformed extends Error {}

/**
 * Reads exactly one value of a type. The library reads more than DER: lengths in longer forms, bytes behind the value,
 * text that is not UTF-8, dates that do not exist. So what was read must write the same bytes again; then nothing is read
 * here in another way than a TLS stack reads it. `what` names the value in the reason otherwise.
 * The price: in a name or an algorithm, an object identifier with an arc of 50 bits or more is refused as well; that of an
 * extension may be any.
 */
export function decode<T>(what: string, bytes: Uint8Array, type: new () => T): T {
  checkExtent(what, bytes);
  let value: T;
  let written: Uint8Array;
  try {
    value = AsnConvert.parse(bytes, type);
    written = new Uint8Array(AsnConvert.serialize(value));
  } catch {
    throw new Malformed(`${what} is not in DER`);
  }
  if (written.some((byte, at) => byte !== bytes[at])) throw new Malformed(`${what} is not in DER`);
  if (written.length < bytes.length) throw new Malformed(`there are bytes left over after ${what}`);
  return value;
}

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
