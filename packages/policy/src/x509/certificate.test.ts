import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { CertificateFacts } from "../facts.ts";
import { parseCertificate } from "./index.ts";
import { type FixtureName, fixtureDer, fixturePem, patched } from "./testing/fixtures.ts";

const ALL: readonly FixtureName[] = ["rich", "bmp", "t61", "rsa", "pss", "v1"];

function factsOf(der: Uint8Array): CertificateFacts {
  const parsed = parseCertificate(der);
  if (parsed.kind === "invalid") throw new Error(parsed.reason);
  return parsed.facts;
}

/** The same certificate with three bytes of length where two are enough. */
function withLongerLength(der: Uint8Array): Uint8Array {
  expect(der[1]).toBe(0x81);
  return Uint8Array.from([0x30, 0x82, 0, ...der.subarray(2)]);
}

function reasonOf(der: Uint8Array): string {
  const parsed = parseCertificate(der);
  return parsed.kind === "invalid" ? parsed.reason : "it is valid";
}

describe("the fields of a certificate", () => {
  const rich = factsOf(fixtureDer("rich"));

  test("names print as RFC 2253 has it, the most specific first", () => {
    expect(rich.subject.text).toBe(
      [
        "CN=\\ Zoë \\+ 東京\\ ",
        "UID=zoe",
        "1.3.6.1.4.1.32473.1=#0c056f74686572",
        "2.5.4.5=#13023432",
        "OU=Ops+OU=Edge",
        'O=\\#Second \\<O\\>\\; \\"q\\" = \\\\',
        "O=Example\\, Inc.",
        "2.5.4.17=#0c053530363637",
        "STREET=Domkloster 4",
        "L=Köln",
        "ST=Nordrhein-Westfalen",
        "C=DE",
        "DC=example",
        "DC=com",
      ].join(","),
    );
    expect(rich.issuer).toEqual(rich.subject);
  });

  test("names are also lists, in the certificate's order", () => {
    expect(rich.subject).toMatchObject({
      commonName: " Zoë + 東京 ",
      country: ["DE"],
      locality: ["Köln"],
      organization: ["Example, Inc.", '#Second <O>; "q" = \\'],
      organizationalUnit: ["Ops", "Edge"],
      postalCode: ["50667"],
      province: ["Nordrhein-Westfalen"],
      streetAddress: ["Domkloster 4"],
    });
  });

  test("alternative names go to the list of their type", () => {
    expect(rich.san).toEqual({
      text:
        "URI:spiffe://example.com/edge, DNS:a.example.com, IP Address:192.0.2.1, email:zoe@example.com, " +
        "DNS:*.b.example.com, IP Address:2001:db8::1:0:0:1, IP Address:192.0.2.2, " +
        'URI:"https://example.com/?a=1,b=2", othername:<unsupported>, Registered ID:1.3.6.1.4.1.32473.3, ' +
        'DirName:"CN=inner,O=Example"',
      dnsNames: ["a.example.com", "*.b.example.com"],
      emailAddresses: ["zoe@example.com"],
      ipAddresses: ["192.0.2.1", "2001:db8::1:0:0:1", "192.0.2.2"],
      uris: ["spiffe://example.com/edge", "https://example.com/?a=1,b=2"],
    });
  });

  test("extensions keep their order, flag and value", () => {
    expect(rich.extensions.map(({ id, critical }) => [id, critical])).toEqual([
      ["2.5.29.19", true],
      ["2.5.29.15", true],
      ["2.5.29.37", false],
      ["2.5.29.17", false],
      ["2.5.29.14", false],
    ]);
    expect(rich.extensions[1]?.value).toEqual(Uint8Array.of(0x03, 0x02, 0x07, 0x80));
  });

  test("a flag that is written although it is false is read as false", () => {
    const { extensions } = factsOf(patched(fixtureDer("rich"), "\x01\x01\xff", "\x01\x01\x00"));
    expect(extensions.map(({ critical }) => critical)).toEqual([false, true, false, false, false]);
  });

  test.each<[FixtureName, string, string]>([
    ["rich", "ff0123456789abcdef", "ECDSA-SHA256"],
    ["bmp", "a", "Ed25519"],
    ["t61", "-5", "Ed25519"],
    ["v1", "0", "ECDSA-SHA256"],
  ])("%s has the serial number %s and the algorithm %s", (name, serialNumber, signatureAlgorithm) => {
    expect(factsOf(fixtureDer(name))).toMatchObject({ serialNumber, signatureAlgorithm });
  });

  test("algorithms of RSA tell their hash, also where it is a parameter", () => {
    expect(factsOf(fixtureDer("rsa")).signatureAlgorithm).toBe("SHA384-RSA");
    expect(factsOf(fixtureDer("pss")).signatureAlgorithm).toBe("SHA512-RSAPSS");
  });

  test.each<FixtureName>(["bmp", "t61"])("the name of %s is decoded from its own string type", (name) => {
    expect(factsOf(fixtureDer(name)).subject).toMatchObject({ text: "CN=Köln", commonName: "Köln" });
  });

  test("version 1 has neither extensions nor alternative names", () => {
    const facts = factsOf(fixtureDer("v1"));
    expect(facts.subject).toMatchObject({ text: "", commonName: "", country: [] });
    expect(facts.san).toEqual({ text: "", dnsNames: [], emailAddresses: [], ipAddresses: [], uris: [] });
    expect(facts.extensions).toEqual([]);
  });

  test.each(ALL)("PEM, dates and serial number of %s are what node:crypto reads", (name) => {
    const der = fixtureDer(name);
    const facts = factsOf(der);
    const oracle = new X509Certificate(der);
    expect(facts.pem).toBe(fixturePem(name));
    expect(facts.validity.notBefore).toEqual(new Date(oracle.validFrom));
    expect(facts.validity.notAfter).toEqual(new Date(oracle.validTo));
    expect(BigInt(`0x${facts.serialNumber.replace("-", "")}`)).toBe(
      BigInt(`0x${oracle.serialNumber.replace("-", "")}`),
    );
  });
});

describe("what is read as nothing else", () => {
  const rich = fixtureDer("rich");

  test("a name of another type stays out of the list it was in", () => {
    const san = factsOf(patched(rich, "\x82\x0da.example.com", "\x86\x0da.example.com")).san;
    expect(san.dnsNames).toEqual(["*.b.example.com"]);
    expect(san.uris[1]).toBe("a.example.com");
  });

  test("a name that looks like two entries is one", () => {
    const san = factsOf(patched(rich, "\x82\x0da.example.com", "\x82\x0da, DNS:b.evil")).san;
    expect(san.dnsNames[0]).toBe("a, DNS:b.evil");
    expect(san.text).toContain(', DNS:"a, DNS:b.evil", ');
  });

  test("a NUL in a common name neither ends it nor is lost in print", () => {
    const { subject } = factsOf(patched(fixtureDer("t61"), "\x14\x04K\xf6ln", "\x14\x04K\x00ln"));
    // The first of the two names in the certificate is the issuer's.
    expect(subject.text).toBe("CN=Köln");
    const { issuer } = factsOf(patched(fixtureDer("t61"), "\x14\x04K\xf6ln", "\x14\x04K\x00ln"));
    expect(issuer).toMatchObject({ commonName: "K\0ln", text: "CN=K\\00ln" });
  });
});

describe("what is no certificate", () => {
  const rich = fixtureDer("rich");

  test.each<[string, Uint8Array, RegExp]>([
    ["a NUL in a DNS name", patched(rich, "\x82\x0da.example", "\x82\x0da\0example"), /control character/],
    ["a byte above 7 bits in a DNS name", patched(rich, "\x82\x0da.example", "\x82\x0d\xe1.example"), /7-bit/],
    ["an address of a strange length", patched(rich, "\x82\x0da.example", "\x87\x0da.example"), /neither 4 nor 16/],
    ["an unknown type of name", patched(rich, "\x82\x0da.example", "\x89\x0da.example"), /not in DER/],
    ["an extension that is there twice", patched(rich, "\x03\x55\x1d\x0f", "\x03\x55\x1d\x13"), /there twice/],
    ["a flag that is neither", patched(rich, "\x01\x01\xff", "\x01\x01\x01"), /not in DER/],
    ["a day that does not exist", patched(fixtureDer("rsa"), "Z\x18\x0f2126", "Z\x18\x0f0000"), /not in DER/],
    ["a name that is not UTF-8", patched(rich, "K\xc3\xb6ln", "K\xc3\xc3ln"), /not in DER/],
    [
      "two signature algorithms",
      patched(rich, "\x86\x48\xce\x3d\x04\x03\x02", "\x86\x48\xce\x3d\x04\x03\x03"),
      /another/,
    ],
    ["a zero too many in front of the number", patched(rich, "\x02\x0a\x00\xff\x01", "\x02\x0a\x00\x7f\x01"), /longer/],
    ["a sign too many in front of the number", patched(rich, "\x02\x0a\x00\xff\x01", "\x02\x0a\xff\xff\x01"), /longer/],
    ["something behind it", Buffer.concat([rich, Buffer.of(0)]), /left over/],
    ["nothing", new Uint8Array(), /not in DER/],
    ["an indefinite length", Uint8Array.of(0x30, 0x80, 0, 0), /not in DER/],
    ["a length in a longer form", Uint8Array.of(0x30, 0x81, 0x01, 0x00), /not in DER/],
    ["a certificate with a longer length", withLongerLength(fixtureDer("v1")), /not in DER/],
    ["an object identifier with a longer arc", patched(rich, "\x03\x55\x1d\x0f", "\x03\x55\x80\x0f"), /not in DER/],
    [
      "an object identifier with an arc that the library cannot write",
      patched(rich, "\x2b\x06\x01\x04\x01\x81\xfd\x59\x01", "\x2b\xff\xff\xff\xff\xff\xff\xff\x7f"),
      /not in DER/,
    ],
    ["a date with an offset", patched(rich, "Z\x18\x0f", "0\x18\x0f"), /not in DER/],
    ["a name with a byte above 7 bits in a string of 7", patched(rich, "\x13\x0242", "\x13\x024\xb2"), /7-bit/],
    ["a lone surrogate", patched(fixtureDer("bmp"), "\0K\0\xf6", "\0K\xd8\xf6"), /no character/],
    ["a length beyond the end", Uint8Array.of(0x30, 0x82, 0xff, 0xff, 0x00), /not in DER/],
    ["text", new TextEncoder().encode("-----BEGIN CERTIFICATE-----"), /not in DER/],
  ])("%s is invalid", (_what, der, reason) => {
    expect(reasonOf(der)).toMatch(reason);
  });

  test("every shorter part of a certificate is invalid", () => {
    for (let end = 0; end < rich.length; end++) expect(parseCertificate(rich.subarray(0, end)).kind).toBe("invalid");
  });

  test("no changed byte makes the reader throw", () => {
    for (let at = 0; at < rich.length; at++) {
      for (const change of [0x01, 0x20, 0x80, 0xff]) {
        const copy = Uint8Array.from(rich);
        copy[at] = (copy[at] ?? 0) ^ change;
        expect(() => parseCertificate(copy)).not.toThrow();
      }
    }
  }, 120_000);
});
