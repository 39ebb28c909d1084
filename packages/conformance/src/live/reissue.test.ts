import { X509Certificate } from "node:crypto";
import { createAuthority, type KeyType } from "@sluice/proxy";
import { describe, expect, test } from "vitest";
import { authorityBetween, reissue } from "./reissue.ts";

async function pair(keyType: KeyType = "ecdsa") {
  const authority = await createAuthority({ commonName: "CA", organization: "Example", keyType });
  const leaf = await authority.issue({ commonName: "alice", dnsNames: ["alice.example.com"], usage: "client" });
  return { authority, leaf };
}

describe("a certificate that is issued anew", () => {
  test.each<KeyType>(["ecdsa", "rsa", "ed25519"])(
    "is the same but for its keys, below an %s authority",
    async (type) => {
      const { authority, leaf } = await pair(type);
      const above = await reissue(authority.certificate);
      const issued = await reissue(leaf.certificate, { issuer: above });
      const [before, after] = [new X509Certificate(leaf.certificate), new X509Certificate(issued.certificate)];
      for (const member of ["subject", "issuer", "subjectAltName", "serialNumber", "validFrom", "validTo"] as const) {
        expect(after[member], member).toBe(before[member]);
      }
      expect(after.verify(new X509Certificate(above.certificate).publicKey)).toBe(true);
      expect(after.checkIssued(new X509Certificate(above.certificate))).toBe(true);
      expect(after.checkPrivateKey(issued.privateKey)).toBe(true);
      expect(before.checkPrivateKey(issued.privateKey)).toBe(false);
    },
  );

  test("has the validity that it is given, and a purpose that is none for clients", async () => {
    const { leaf } = await pair();
    const validity = { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2020-01-02T00:00:00Z") };
    const { certificate } = await reissue(leaf.certificate, { validity, forServersOnly: true });
    const read = new X509Certificate(certificate);
    expect(new Date(read.validTo)).toEqual(validity.notAfter);
    expect(read.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  });

  test("may have a signature that does not fit", async () => {
    const { authority, leaf } = await pair();
    const above = await reissue(authority.certificate);
    const { certificate } = await reissue(leaf.certificate, { issuer: above, brokenSignature: true });
    expect(new X509Certificate(certificate).verify(above.publicKey)).toBe(false);
  });
});

test("an authority can be made to sign as a certificate of another kind of key is signed", async () => {
  const { leaf } = await pair("rsa");
  const { authority } = await pair("ecdsa");
  const above = await reissue(authority.certificate, { toSign: leaf.certificate });
  expect(above.publicKey.asymmetricKeyType).toBe("rsa");
  const issued = await reissue(leaf.certificate, { issuer: above });
  expect(new X509Certificate(issued.certificate).verify(above.publicKey)).toBe(true);
});

test("an authority between has the name of the issuer, and is signed by the one above", async () => {
  const { authority } = await pair();
  const other = await createAuthority({ commonName: "Between", keyType: "rsa" });
  const leaf = await other.issue({ commonName: "bob" });
  const above = await reissue(authority.certificate);
  const between = new X509Certificate((await authorityBetween(above, leaf.certificate)).certificate);
  expect(between.subject).toBe(new X509Certificate(leaf.certificate).issuer);
  expect(between.checkIssued(new X509Certificate(above.certificate))).toBe(true);
  expect(between.verify(above.publicKey)).toBe(true);
  expect(between.ca).toBe(true);
});
