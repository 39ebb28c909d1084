import { createPrivateKey } from "node:crypto";
import { createX509Checks } from "@sluice/policy/crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";

const checks = createX509Checks();
let authority: Authority;
let leaf: Credentials;
let other: Credentials;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Root", organization: "Example, Inc." });
  leaf = await authority.issue({ commonName: "leaf" });
  other = await authority.issue({ commonName: "other", keyType: "ed25519" });
});

describe("keyBelongsTo", () => {
  test("compares the key with the first certificate", () => {
    expect(checks.keyBelongsTo(leaf.certificate, leaf.privateKey)).toBe(true);
    expect(checks.keyBelongsTo(leaf.certificate, other.privateKey)).toBe(false);
    expect(checks.keyBelongsTo(leaf.certificate + other.certificate, leaf.privateKey)).toBe(true);
    expect(checks.keyBelongsTo(other.certificate + leaf.certificate, leaf.privateKey)).toBe(false);
  });

  test("says why it cannot tell, without a word of the key", () => {
    const broken = leaf.privateKey.replace(/^M.*$/m, "secret");
    expect(checks.keyBelongsTo(leaf.certificate, broken)).toEqual({
      part: "private-key",
      invalid: "the private key cannot be read",
    });
    expect(checks.keyBelongsTo(leaf.certificate, "")).toEqual({
      part: "private-key",
      invalid: "the private key cannot be read",
    });
    expect(checks.keyBelongsTo("garbage", leaf.privateKey)).toEqual({
      part: "certificate",
      invalid: "there is no PEM certificate in it",
    });
    const encrypted = createPrivateKey(leaf.privateKey)
      .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" })
      .toString();
    expect(checks.keyBelongsTo(leaf.certificate, encrypted)).toEqual({
      part: "private-key",
      invalid: "the private key is encrypted",
    });
  });
});

describe("parseBundle", () => {
  test("tells authorities from other certificates, in order", () => {
    const validity = { notBefore: expect.any(Date), notAfter: expect.any(Date) };
    const key = { type: "ec", bits: 256 };
    expect(checks.parseBundle(authority.certificate + leaf.certificate)).toEqual({
      certificates: [
        { isCa: true, subject: "CN=Root,O=Example\\, Inc.", ...validity, key },
        { isCa: false, subject: "CN=leaf", ...validity, key },
      ],
    });
  });

  test("names the first block that is no certificate", () => {
    expect(checks.parseBundle("")).toEqual({ invalid: "there is no PEM certificate in it" });
    expect(checks.parseBundle(authority.certificate + leaf.privateKey)).toEqual({
      invalid: "PEM block 2 is `PRIVATE KEY`, not a certificate",
    });
    const unsupportedKey = authority.certificate.replace(/^M.*$/m, "MAA=");
    expect(checks.parseBundle(unsupportedKey)).toHaveProperty("invalid");
  });
});
