import type { CertificateFacts, JsonValue } from "@sluice/policy";
import { parseCertificate } from "@sluice/policy/x509";
import { hexOfBytes } from "./bytes.ts";
import type { WireAnswer } from "./vector.ts";

/** What expressions see of a certificate in DER. */
export function readCertificate(der: Uint8Array): WireAnswer {
  const parsed = parseCertificate(der);
  return parsed.kind === "invalid" ? { result: "invalid", reason: parsed.reason } : answerOfFacts(parsed.facts);
}

function answerOfFacts(facts: CertificateFacts): WireAnswer {
  return {
    result: "certificate",
    pem: facts.pem,
    serial_number: facts.serialNumber,
    signature_algorithm: facts.signatureAlgorithm,
    subject: nameOf(facts.subject),
    issuer: nameOf(facts.issuer),
    san: {
      text: facts.san.text,
      dns_names: facts.san.dnsNames,
      email_addresses: facts.san.emailAddresses,
      ip_addresses: facts.san.ipAddresses,
      uris: facts.san.uris,
    },
    validity: { not_before: time(facts.validity.notBefore), not_after: time(facts.validity.notAfter) },
    extensions: facts.extensions.map(({ id, critical, value }) => ({ id, critical, value: hexOfBytes(value) })),
  };
}

function nameOf(name: CertificateFacts["subject"]): JsonValue {
  return {
    text: name.text,
    common_name: name.commonName,
    country: name.country,
    locality: name.locality,
    organization: name.organization,
    organizational_unit: name.organizationalUnit,
    postal_code: name.postalCode,
    province: name.province,
    street_address: name.streetAddress,
  };
}

/** Certificates have whole seconds. */
function time(date: Date): string {
  return date.toISOString().replace(".000Z", "Z");
}
