import { describe, expect, test } from "vitest";
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

  test.each([
    ["nothing", "", "there is no PEM certificate revocation list in it"],
    ["a certificate", fixturePem("rsa"), "PEM block 1 is `CERTIFICATE`, not a certificate revocation list"],
    ["other bytes", pemOf(Uint8Array.of(1, 2, 3)), "list 1: the list is not in DER"],
    ["a certificate under its label", pemOf(fixtureDer("rsa")), "list 1: the list is not in DER"],
    ["bytes behind it", pemOf(Uint8Array.of(...derOf(list), 0)), "list 1: there are bytes left over after the list"],
    ["a second one that is none", list + pemOf(Uint8Array.of(1)), "list 2: the list is not in DER"],
    [
      // cRLNumber, 2.5.29.20, becomes deltaCRLIndicator, 2.5.29.27.
      "a delta list",
      pemOf(patched(derOf(list), "\x55\x1d\x14", "\x55\x1d\x1b")),
      "list 1: it is a delta list, which says only what has changed since a complete one",
    ],
  ])("%s is none", (_what, pem, reason) => expect(reasonOf(pem)).toBe(reason));
});
