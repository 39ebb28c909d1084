import { createPrivateKey, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createClientCertificates } from "../testing/pki.ts";
import { createAuthority, type KeyType } from "./throwaway.ts";

describe("createAuthority", () => {
  test.each<KeyType>(["ecdsa", "rsa", "ed25519"])("issues certificates that verify, with %s keys", async (keyType) => {
    const authority = await createAuthority({ commonName: "Root", keyType });
    const root = new X509Certificate(authority.certificate);
    const { certificate, privateKey } = await authority.issue({ commonName: "leaf", keyType });
    const leaf = new X509Certificate(certificate);
    expect(root.ca).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect(leaf.verify(root.publicKey)).toBe(true);
    expect(leaf.checkIssued(root)).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
  });

  test("chains through an intermediate authority", async () => {
    const root = await createAuthority({ commonName: "Root" });
    const intermediate = await root.issueAuthority({ commonName: "Intermediate", keyType: "ed25519" });
    const leaf = new X509Certificate((await intermediate.issue({ commonName: "leaf" })).certificate);
    const middle = new X509Certificate(intermediate.certificate);
    expect(middle.checkIssued(new X509Certificate(root.certificate))).toBe(true);
    expect(leaf.checkIssued(middle)).toBe(true);
    expect(leaf.verify(middle.publicKey)).toBe(true);
  });

  test("writes every kind of name, the subject and the dates", async () => {
    const authority = await createAuthority({ commonName: "Root" });
    const { certificate } = await authority.issue({
      commonName: "Zoë",
      organization: "Example, Inc.",
      organizationalUnit: "Edge",
      country: "DE",
      dnsNames: ["a.example.com", "*.b.example.com"],
      ipAddresses: ["192.0.2.1", "2001:db8::1:0", "::ffff:192.0.2.2"],
      emails: ["zoe@example.com"],
      uris: ["spiffe://example.com/edge"],
      notBefore: new Date("2049-12-31T23:59:59Z"),
      notAfter: new Date("2050-01-01T00:00:00Z"),
      usage: "client",
    });
    const leaf = new X509Certificate(certificate);
    expect(leaf.subject).toBe("C=DE\nO=Example\\, Inc.\nOU=Edge\nCN=Zoë");
    expect(leaf.subjectAltName).toBe(
      "DNS:a.example.com, DNS:*.b.example.com, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:1:0, " +
        "IP Address:0:0:0:0:0:FFFF:C000:202, email:zoe@example.com, URI:spiffe://example.com/edge",
    );
    expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(leaf.validFrom).toBe("Dec 31 23:59:59 2049 GMT");
    expect(leaf.validTo).toBe("Jan  1 00:00:00 2050 GMT");
  });

  test("gives every certificate a serial number of its own", async () => {
    const authority = await createAuthority({ commonName: "Root" });
    const issued = await Promise.all(["a", "b", "c"].map((commonName) => authority.issue({ commonName })));
    const serials = new Set(issued.map(({ certificate }) => new X509Certificate(certificate).serialNumber));
    expect(serials.size).toBe(3);
  });
});

test("createClientCertificates makes the wrong ones wrong in one way each", async () => {
  const made = await createClientCertificates();
  const root = new X509Certificate(made.authority.certificate);
  const now = new Date();
  const verdict = ({ certificate }: { certificate: string }) => {
    const leaf = new X509Certificate(certificate);
    return {
      signed: leaf.verify(root.publicKey),
      started: new Date(leaf.validFrom) <= now,
      running: new Date(leaf.validTo) > now,
      usage: leaf.keyUsage,
    };
  };
  const right = { signed: true, started: true, running: true, usage: ["1.3.6.1.5.5.7.3.2"] };
  expect(verdict(made.right)).toEqual(right);
  expect(verdict(made.expired)).toEqual({ ...right, running: false });
  expect(verdict(made.notYetValid)).toEqual({ ...right, started: false });
  expect(verdict(made.wrongAuthority)).toEqual({ ...right, signed: false });
  expect(verdict(made.wrongPurpose)).toEqual({ ...right, usage: ["1.3.6.1.5.5.7.3.1"] });
});
