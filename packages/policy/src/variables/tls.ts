import type { Frame } from "../cel/environment.ts";
import {
  BOOL,
  BYTES,
  type CelType,
  listOf,
  STRING,
  STRING_LIST,
  Struct,
  TIMESTAMP,
  Timestamp,
  type Value,
} from "../cel/index.ts";
import type { CertificateFacts, DistinguishedName, SubjectAlternativeNames, TlsFacts } from "../facts.ts";
import { type Leaf, leaf, type Tree } from "./declare.ts";

type Read<F extends Frame, T> = (state: F) => T | undefined;

const EXTENSION: CelType = {
  kind: "struct",
  name: "extension",
  fields: new Map<string, CelType>([
    ["id", STRING],
    ["critical", BOOL],
    ["value", BYTES],
  ]),
};

/** What a handshake tells: the same fields under `conn.tls` and `actions.ngrok.terminate_tls` (language.md, section 4). */
export function handshakeFields<F extends Frame>(read: Read<F, TlsFacts>): Tree<F> {
  return {
    version: leaf(STRING, (state) => read(state)?.version),
    cipher_suite: leaf(STRING, (state) => read(state)?.cipherSuite),
    negotiated_alpn: leaf(STRING, (state) => read(state)?.negotiatedAlpn),
    session_resumed: leaf(BOOL, (state) => read(state)?.sessionResumed),
    client: {
      pem: leaf(STRING, (state) => read(state)?.clientCertificate?.pem),
      ...certificateFields((state) => read(state)?.clientCertificate ?? undefined),
    },
    server: certificateFields((state) => read(state)?.serverCertificate ?? undefined),
  };
}

function certificateFields<F extends Frame>(read: Read<F, CertificateFacts>): Tree<F> {
  return {
    serial_number: leaf(STRING, (state) => read(state)?.serialNumber),
    signature_algorithm: leaf(STRING, (state) => read(state)?.signatureAlgorithm),
    subject: distinguishedName((state) => read(state)?.subject),
    issuer: distinguishedName((state) => read(state)?.issuer),
    san: alternativeNames((state) => read(state)?.san),
    validity: {
      not_before: leaf(TIMESTAMP, (state) => timestamp(read(state)?.validity.notBefore)),
      not_after: leaf(TIMESTAMP, (state) => timestamp(read(state)?.validity.notAfter)),
    },
    extensions: leaf(listOf(EXTENSION), (state) => extensions(read(state))),
  };
}

function distinguishedName<F extends Frame>(read: Read<F, DistinguishedName>): Leaf<F> {
  const list = (field: Exclude<keyof DistinguishedName, "text" | "commonName">) =>
    leaf<F>(STRING_LIST, (state) => read(state)?.[field]);
  return leaf(STRING, (state) => read(state)?.text, {
    fields: {
      common_name: leaf(STRING, (state) => read(state)?.commonName),
      country: list("country"),
      locality: list("locality"),
      organization: list("organization"),
      organizational_unit: list("organizationalUnit"),
      postal_code: list("postalCode"),
      province: list("province"),
      street_address: list("streetAddress"),
    },
  });
}

function alternativeNames<F extends Frame>(read: Read<F, SubjectAlternativeNames>): Leaf<F> {
  return leaf(STRING, (state) => read(state)?.text, {
    fields: {
      dns_names: leaf(STRING_LIST, (state) => read(state)?.dnsNames),
      email_addresses: leaf(STRING_LIST, (state) => read(state)?.emailAddresses),
      ip_addresses: leaf(STRING_LIST, (state) => read(state)?.ipAddresses),
      uris: leaf(STRING_LIST, (state) => read(state)?.uris),
    },
  });
}

function timestamp(date: Date | undefined): Timestamp | undefined {
  return date === undefined ? undefined : Timestamp.fromDate(date);
}

function extensions(certificate: CertificateFacts | undefined): Value | undefined {
  return certificate?.extensions.map(
    ({ id, critical, value }) =>
      new Struct(
        "extension",
        new Map<string, Value>([
          ["id", id],
          ["critical", critical],
          ["value", value],
        ]),
      ),
  );
}
