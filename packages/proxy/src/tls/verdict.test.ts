import type { ChainVerdict } from "@sluice/policy";
import { describe, expect, test } from "vitest";
import { alertOf, chainVerdict, type PeerVerification } from "./verdict.ts";

const peer: PeerVerification = { hasCertificate: true, authorized: false, error: undefined, hasAuthorities: true };

describe("chainVerdict", () => {
  test.each([
    ["CERT_HAS_EXPIRED", "expired"],
    [10, "expired"],
    ["CERT_NOT_YET_VALID", "not-yet-valid"],
    [9, "not-yet-valid"],
    ["CERT_REVOKED", "revoked"],
    [23, "revoked"],
    ["INVALID_PURPOSE", "wrong-purpose"],
    [26, "wrong-purpose"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "untrusted"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "untrusted"],
    [20, "untrusted"],
    ["PATH_LENGTH_EXCEEDED", "invalid"],
    [25, "invalid"],
    [undefined, "invalid"],
  ] as const)("%s is %s", (error, verdict) => expect(chainVerdict({ ...peer, error })).toBe(verdict));

  test("an authorized chain is trusted", () => {
    expect(chainVerdict({ ...peer, authorized: true })).toBe("trusted");
  });

  test("no certificate is `none`, even where Node calls it authorized", () => {
    expect(chainVerdict({ ...peer, hasCertificate: false, authorized: true })).toBe("none");
  });

  test("nothing is trusted without authorities", () => {
    expect(chainVerdict({ ...peer, authorized: true, hasAuthorities: false })).toBe("untrusted");
  });
});

describe("alertOf", () => {
  test.each<[ChainVerdict | "unreadable", string, string]>([
    ["none", "certificate-required", "handshake-failure"],
    ["untrusted", "unknown-ca", "unknown-ca"],
    ["expired", "certificate-expired", "certificate-expired"],
    ["not-yet-valid", "certificate-expired", "certificate-expired"],
    ["revoked", "certificate-revoked", "certificate-revoked"],
    ["wrong-purpose", "unsupported-certificate", "unsupported-certificate"],
    ["invalid", "bad-certificate", "bad-certificate"],
    ["unreadable", "bad-certificate", "bad-certificate"],
    ["trusted", "access-denied", "access-denied"],
  ])("%s: %s on TLS 1.3, %s on TLS 1.2", (verdict, newer, older) => {
    expect([alertOf(verdict, "1.3"), alertOf(verdict, "1.2")]).toEqual([newer, older]);
  });
});
