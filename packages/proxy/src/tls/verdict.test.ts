import { describe, expect, test } from "vitest";
import { chainVerdict, type PeerVerification } from "./verdict.ts";

const peer: PeerVerification = { hasCertificate: true, authorized: false, error: undefined, hasAuthorities: true };

describe("chainVerdict", () => {
  test.each([
    ["CERT_HAS_EXPIRED", "expired"],
    ["CERT_NOT_YET_VALID", "not-yet-valid"],
    ["CERT_REVOKED", "revoked"],
    ["INVALID_PURPOSE", "wrong-purpose"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "untrusted"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "untrusted"],
    ["PATH_LENGTH_EXCEEDED", "invalid"],
    [undefined, "invalid"],
  ])("%s is %s", (error, verdict) => expect(chainVerdict({ ...peer, error })).toBe(verdict));

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
