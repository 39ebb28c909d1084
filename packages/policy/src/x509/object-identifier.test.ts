import { expect, test } from "vitest";
import { parseCertificate } from "./index.ts";
import { fixtureDer } from "./testing/fixtures.ts";

/** `subjectKeyIdentifier`, 2.5.29.14, the last extension: its identifier is exchanged, and the lengths around it follow. */
function withExtension(identifier: string): Uint8Array {
  const der = Buffer.from(fixtureDer("rich"));
  const at = der.indexOf("0603551d0e", 0, "hex");
  const written = Buffer.from(identifier, "hex");
  const grown = written.length - 3;
  const changed = Buffer.concat([der.subarray(0, at), Buffer.of(6, written.length), written, der.subarray(at + 5)]);
  // The extension, the list of them with its context tag, the signed part, the certificate: each holds the next.
  for (const start of enclosing(der, at)) {
    const long = (changed[start + 1] ?? 0) === 0x82;
    if (long) changed.writeUInt16BE(changed.readUInt16BE(start + 2) + grown, start + 2);
    else if ((changed[start + 1] ?? 0) === 0x81) changed.writeUInt8(changed.readUInt8(start + 2) + grown, start + 2);
    else changed.writeUInt8(changed.readUInt8(start + 1) + grown, start + 1);
  }
  return changed;
}

/** Where the constructed values start that contain the byte at `target`. */
function enclosing(der: Buffer, target: number): number[] {
  const found: number[] = [];
  let at = 0;
  while (at < target) {
    const { header, length } = lengthAt(der, at);
    if (target >= at + header + length) {
      at += header + length;
      continue;
    }
    found.push(at);
    at += header;
  }
  return found;
}

function lengthAt(der: Buffer, at: number): { header: number; length: number } {
  const first = der.readUInt8(at + 1);
  if (first < 0x80) return { header: 2, length: first };
  const bytes = first & 0x7f;
  return { header: 2 + bytes, length: der.readUIntBE(at + 2, bytes) };
}

function lastExtension(der: Uint8Array): string {
  const parsed = parseCertificate(der);
  return parsed.kind === "certificate" ? (parsed.facts.extensions.at(-1)?.id ?? "") : parsed.reason;
}

test.each([
  ["551d0e", "2.5.29.14"],
  ["00", "0.0"],
  ["2a864886f70d010101", "1.2.840.113549.1.1.1"],
  // 2.999 (X.660): under the root 2 the second arc is not held below 40.
  ["883703", "2.999.3"],
  // The example of X.667, section 6.3: `2.25.` and a UUID.
  ["6983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776", "2.25.329800735698586629295641978511506172918"],
  // 2^49 and 2^56 - 1: where counting in floating point ends.
  ["2b060104018180808080808000", "1.3.6.1.4.1.562949953421312"],
  ["2b06010401ffffffffffffff7f01", "1.3.6.1.4.1.72057594037927935.1"],
])("%s is %s", (encoded, text) => expect(lastExtension(withExtension(encoded))).toBe(text));

test.each([
  ["an arc that goes on behind the end", "5580ff"],
  ["a longer form of an arc", "55801d"],
  ["a longer form of a large arc", "698083f09da7ebcfdee0c7a1a7b2c0948cc8f9d776"],
  ["nothing", ""],
])("%s is not DER", (_what, encoded) => {
  expect(lastExtension(withExtension(encoded))).toBe("the certificate is not in DER");
});
