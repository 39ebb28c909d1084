import { describe, expect, test } from "vitest";
import { refusalOf, verifyClient } from "./client-verification.ts";
import type { CertificateFacts, ChainVerdict } from "./facts.ts";

/** Nothing of it is read. */
const CERTIFICATE = {} as CertificateFacts;

describe("a client's certificate", () => {
  test.each<[ChainVerdict, string]>([
    ["none", "client-certificate-required"],
    ["untrusted", "client-certificate-untrusted"],
    ["expired", "client-certificate-expired"],
    ["not-yet-valid", "client-certificate-not-yet-valid"],
    ["revoked", "client-certificate-revoked"],
    ["wrong-purpose", "client-certificate-wrong-purpose"],
    ["invalid", "client-certificate-invalid"],
    // As a host of another version might say.
    ["unheard-of" as ChainVerdict, "client-certificate-invalid"],
  ])("with the verdict %s is verified under no strategy", (chain, reason) => {
    expect(refusalOf(CERTIFICATE, chain)).toBe(reason);
    expect(verifyClient("require-and-verify", CERTIFICATE, chain)).toEqual({ ok: false, reason });
    expect(verifyClient("require-any", CERTIFICATE, chain)).toEqual({ ok: true });
    expect(verifyClient("request", CERTIFICATE, chain)).toEqual({ ok: true });
  });

  test("that is not there is not verified, whatever the stack says", () => {
    for (const chain of ["none", "trusted", "untrusted"] as const) {
      const refused = { ok: false, reason: "client-certificate-required" };
      expect(verifyClient("require-and-verify", null, chain)).toEqual(refused);
      expect(verifyClient("require-any", null, chain)).toEqual(refused);
      expect(verifyClient("request", null, chain)).toEqual({ ok: true });
    }
  });

  test("that is trusted is accepted", () => {
    expect(refusalOf(CERTIFICATE, "trusted")).toBeUndefined();
    expect(verifyClient("require-and-verify", CERTIFICATE, "trusted")).toEqual({ ok: true });
  });
});
