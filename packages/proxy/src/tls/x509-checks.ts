import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import type { X509Checks } from "@sluice/policy";
import { type ParsedCertificates, parsePemCertificates } from "@sluice/policy/x509";

/**
 * The cryptography that compiling a policy asks for. What passes here has been read twice, by the policy's own reader
 * and by OpenSSL, so that the TLS stack that is given it later can neither skip a block nor see another certificate.
 */
export function createX509Checks(): X509Checks {
  return { keyBelongsTo, parseBundle };
}

const keyBelongsTo: X509Checks["keyBelongsTo"] = (certificate, privateKey) => {
  const chain = readChain(certificate);
  if ("invalid" in chain) return { part: "certificate", ...chain };
  const key = readKey(privateKey);
  if ("invalid" in key) return { part: "private-key", ...key };
  return chain.leaf.checkPrivateKey(key.key);
};

const parseBundle: X509Checks["parseBundle"] = (pem) => {
  const chain = readChain(pem);
  return "invalid" in chain ? chain : { certificates: chain.certificates };
};

interface Invalid {
  readonly invalid: string;
}

interface Chain {
  readonly leaf: X509Certificate;
  readonly certificates: readonly { readonly isCa: boolean; readonly subject: string }[];
}

function readChain(pem: string): Chain | Invalid {
  const parsed: ParsedCertificates = parsePemCertificates(pem);
  if (parsed.kind === "invalid") return { invalid: parsed.reason };
  const read: { x509: X509Certificate; subject: string }[] = [];
  for (const facts of parsed.certificates) {
    try {
      read.push({ x509: new X509Certificate(facts.pem), subject: facts.subject.text });
    } catch {
      return { invalid: `certificate ${read.length + 1} is not one that OpenSSL can read` };
    }
  }
  const [first] = read;
  if (first === undefined) return { invalid: "there is no PEM certificate in it" };
  return { leaf: first.x509, certificates: read.map(({ x509, subject }) => ({ isCa: x509.ca, subject })) };
}

/** Says what is wrong in words of its own: an error of OpenSSL's may quote what it could not read. */
function readKey(pem: string): { readonly key: KeyObject } | Invalid {
  try {
    return { key: createPrivateKey(pem) };
  } catch {
    // `ENCRYPTED PRIVATE KEY` as a label, or `Proc-Type: 4,ENCRYPTED` in older files.
    return { invalid: pem.includes("ENCRYPTED") ? "the private key is encrypted" : "the private key cannot be read" };
  }
}
