import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compile.ts";
import { createTlsTermination } from "./tls-termination.ts";

const versions = { minVersion: "1.2", maxVersion: "1.3" } as const;

describe("createTlsTermination", () => {
  test("keeps the key out of whatever shows it", () => {
    const tls = createTlsTermination({ ...versions, certificate: "CERTIFICATE", privateKey: "KEY" });
    expect(tls.privateKey).toBe("KEY");
    expect(JSON.stringify(tls)).not.toContain("KEY");
  });

  test.each([
    [{ minVersion: "1.3" }],
    [{ maxVersion: "1.2" }],
    [{ certificate: "A", privateKey: "B" }],
    [{ certificate: "A" }],
    [{ privateKey: "B" }],
    [{ clientCertificates: { authorities: [], strategy: "request" } }],
    [{ clientCertificates: { authorities: [], strategy: "require-any" } }],
    [{ clientCertificates: { authorities: ["A"], strategy: "request" } }],
  ] as const)("has a digest of its own for %j", (settings) => {
    const digest = createTlsTermination({ ...versions, ...settings }).digest;
    expect(digest).not.toBe(createTlsTermination(versions).digest);
    expect(digest).toBe(createTlsTermination({ ...versions, ...settings }).digest);
  });

  test("has no digest in common with one that differs in a single setting", () => {
    const pair = (certificate: string, privateKey: string) =>
      createTlsTermination({ ...versions, certificate, privateKey }).digest;
    const digests = [pair("A", "A"), pair("A", "B"), pair("B", "A"), createTlsTermination(versions).digest];
    expect(new Set(digests).size).toBe(digests.length);
  });

  test("has no key where none is given", () => {
    expect(createTlsTermination(versions)).not.toHaveProperty("privateKey");
  });

  test("asks for nothing where no client certificate is asked for", () => {
    expect(createTlsTermination(versions).verifyClient(null, "none")).toEqual({ ok: true });
  });
});

describe("the terminations of a policy", () => {
  test("are all that a run may ask for, in the order of the document", () => {
    const { policy } = compilePolicy(`
on_tcp_connect:
  - expressions: ["conn.client_ip == '192.0.2.1'"]
    actions: [{ type: terminate-tls, config: { min_version: '1.3' } }, { type: deny }]
  - actions:
      - type: terminate-tls
        config: { mutual_tls_verification_strategy: request }
`);
    expect(policy?.terminations).toMatchObject([
      { minVersion: "1.3" },
      { minVersion: "1.2", clientCertificates: { strategy: "request" } },
    ]);
    expect(Object.isFrozen(policy?.terminations)).toBe(true);
  });

  test("are none without `terminate-tls`", () => {
    expect(compilePolicy("on_tcp_connect: [{ actions: [{ type: deny }] }]").policy?.terminations).toEqual([]);
  });
});
