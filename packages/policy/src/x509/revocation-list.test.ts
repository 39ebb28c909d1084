import { describe, expect, test } from "vitest";
import { elementsOf, TAG } from "./elements.ts";
import { parsePemRevocationLists } from "./index.ts";
import { fixtureDer, fixturePem, patched } from "./testing/fixtures.ts";

const list = fixturePem("list");

function reasonOf(pem: string): string {
  const parsed = parsePemRevocationLists(pem);
  return parsed.kind === "invalid" ? parsed.reason : "it is valid";
}

function pemOf(der: Uint8Array): string {
  return `-----BEGIN X509 CRL-----\n${Buffer.from(der).toString("base64")}\n-----END X509 CRL-----\n`;
}

function derOf(pem: string): Uint8Array {
  return Buffer.from(pem.replace(/-----.*?-----/g, ""), "base64");
}

function tlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const value = Buffer.concat(contents);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  const bytes = length.subarray(length.findIndex((byte) => byte > 0));
  return Buffer.concat([Uint8Array.of(tag, 0x80 | bytes.length), bytes, value]);
}

describe("parsePemRevocationLists", () => {
  test("reads who has issued a list, when, and what was signed", () => {
    const parsed = parsePemRevocationLists(`the list:\n${list}${list}`);
    if (parsed.kind === "invalid") throw new Error(parsed.reason);
    expect(parsed.lists).toHaveLength(2);
    expect(parsed.lists[0]).toMatchObject({
      pem: list,
      issuer: { text: "CN=List CA,O=Example" },
      signatureAlgorithm: "ECDSA-SHA256",
    });
    expect(parsed.lists[0]?.thisUpdate.getUTCFullYear()).toBe(2026);
    expect(parsed.lists[0]?.nextUpdate?.getUTCFullYear()).toBe(2126);
    // SEQUENCE with a length of one byte; the signed part comes first in it.
    expect(Buffer.from(derOf(list)).includes(Buffer.from(parsed.lists[0]?.signed ?? []))).toBe(true);
  });

  test("reads one with a hundred thousand entries", () => {
    const [whole] = elementsOf("the list", derOf(list));
    const [signed, ...rest] = elementsOf("the list", whole?.contents ?? Uint8Array.of());
    const parts = elementsOf("the list", signed?.contents ?? Uint8Array.of());
    // Version, algorithm, issuer, two dates, and then the entries.
    const entry = parts[5]?.contents ?? Uint8Array.of();
    const entries = tlv(TAG.sequence, Buffer.concat(new Array<Uint8Array>(100_000).fill(entry)));
    const changed = parts.map(({ der }, at) => (at === 5 ? entries : der));
    const big = tlv(TAG.sequence, tlv(TAG.sequence, ...changed), ...rest.map(({ der }) => der));
    const parsed = parsePemRevocationLists(pemOf(big));
    if (parsed.kind === "invalid") throw new Error(parsed.reason);
    expect(parsed.lists[0]?.issuer.text).toBe("CN=List CA,O=Example");
    expect(Buffer.compare(derOf(parsed.lists[0]?.pem ?? ""), big)).toBe(0);
  });

  test.each([
    ["nothing", "", "there is no PEM certificate revocation list in it"],
    ["a certificate", fixturePem("rsa"), "PEM block 1 is `CERTIFICATE`, not a certificate revocation list"],
    ["other bytes", pemOf(Uint8Array.of(1, 2, 3)), "list 1: the list is not in DER"],
    ["a certificate under its label", pemOf(fixtureDer("rsa")), "list 1: the list is not in DER"],
    ["bytes behind it", pemOf(Uint8Array.of(...derOf(list), 5, 0)), "list 1: there are bytes left over after the list"],
    ["a second one that is none", list + pemOf(Uint8Array.of(1)), "list 2: the list is not in DER"],
    [
      // cRLNumber, 2.5.29.20, becomes deltaCRLIndicator, 2.5.29.27.
      "a delta list",
      pemOf(patched(derOf(list), "\x55\x1d\x14", "\x55\x1d\x1b")),
      "list 1: it is a delta list, which says only what has changed since a complete one",
    ],
  ])("%s is none", (_what, pem, reason) => expect(reasonOf(pem)).toBe(reason));
});
