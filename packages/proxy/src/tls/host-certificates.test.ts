import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { createAuthority } from "../testing/pki.ts";
import { createHostCertificates, type HostCertificates } from "./host-certificates.ts";

let certificates: HostCertificates;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Servers CA" });
  certificates = createHostCertificates([
    await authority.issue({ commonName: "first", dnsNames: ["a.example", "*.Example"] }),
    await authority.issue({ commonName: "second", dnsNames: ["a.example", "b.example", "*.b.example"] }),
    await authority.issue({ commonName: "third", ipAddresses: ["192.0.2.1", "2001:db8::1"] }),
  ]);
});

describe("the host's certificates", () => {
  test.each([
    ["a.example", "CN=first"],
    ["c.example", "CN=first"],
    ["b.example", "CN=second"],
    ["x.b.example", "CN=second"],
    ["192.0.2.1", "CN=third"],
    ["2001:db8::1", "CN=third"],
    ["example", undefined],
    ["third", undefined],
    ["", undefined],
  ])("%j gets %s", (name, subject) => {
    const found = certificates.find(name);
    expect(found && new X509Certificate(found.certificate).subject).toBe(subject);
  });
});
