import { expect, test } from "vitest";
import { certificateOf, certificateProblems } from "./certificate.ts";

const BROKEN = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";

test("a certificate that cannot be read is told with the effect that brings it", () => {
  const effects = [
    { "forward-internal": {} },
    { "terminate-tls": { client_certificate: BROKEN, chain: "trusted" } },
  ] as const;
  expect(certificateProblems(effects).map(({ path }) => path)).toEqual(["/effects/1/terminate-tls/client_certificate"]);
  expect(certificateProblems(undefined)).toEqual([]);
});

test("running a vector with one is a bug of who runs it", () => {
  expect(() => certificateOf(BROKEN)).toThrow();
  expect(certificateOf(undefined)).toBeNull();
});
