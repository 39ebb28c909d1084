import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import type { CertificateSummary, PublicKeySummary, X509Checks } from "../resources.ts";
import { type ParsedCertificates, parsePemCertificates } from "../x509/index.ts";

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
  readonly certificates: readonly CertificateSummary[];
}

function readChain(pem: string): Chain | Invalid {
  const parsed: ParsedCertificates = parsePemCertificates(pem);
  if (parsed.kind === "invalid") return { invalid: parsed.reason };
  const certificates: CertificateSummary[] = [];
  let leaf: X509Certificate | undefined;
  for (const { pem: block, subject, validity } of parsed.certificates) {
    try {
      const x509 = new X509Certificate(block);
      leaf ??= x509;
      const { notBefore, notAfter } = validity;
      certificates.push({
        isCa: x509.ca,
        subject: subject.text,
        notBefore,
        notAfter,
        key: publicKeyOf(x509),
      });
    } catch {
      return { invalid: `certificate ${certificates.length + 1} is not one that OpenSSL can read` };
    }
  }
  if (leaf === undefined) return { invalid: "there is no PEM certificate in it" };
  return { leaf, certificates };
}

/** Bits of the curves that anybody issues certificates for; of any other the strength is not known. */
const CURVE_BITS: Readonly<Record<string, number>> = {
  prime192v1: 192,
  secp224r1: 224,
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
};

function publicKeyOf(certificate: X509Certificate): PublicKeySummary {
  const { asymmetricKeyType, asymmetricKeyDetails: details } = certificate.publicKey;
  switch (asymmetricKeyType) {
    case "rsa":
    case "rsa-pss":
      return summary("rsa", details?.modulusLength);
    case "dsa":
      return summary("dsa", details?.modulusLength);
    case "ec":
      return summary("ec", CURVE_BITS[details?.namedCurve ?? ""]);
    default:
      return { type: "other" };
  }
}

function summary(type: PublicKeySummary["type"], bits: number | undefined): PublicKeySummary {
  return bits === undefined ? { type } : { type, bits };
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
