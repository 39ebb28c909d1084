import type { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import { decode, Malformed } from "./der.ts";
import { PssParameters } from "./schema.ts";

const PSS = "1.2.840.113549.1.1.10";

const NAMES: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.1.1.2", "MD2-RSA"],
  ["1.2.840.113549.1.1.4", "MD5-RSA"],
  ["1.2.840.113549.1.1.5", "SHA1-RSA"],
  ["1.2.840.113549.1.1.14", "SHA224-RSA"],
  ["1.2.840.113549.1.1.11", "SHA256-RSA"],
  ["1.2.840.113549.1.1.12", "SHA384-RSA"],
  ["1.2.840.113549.1.1.13", "SHA512-RSA"],
  ["1.2.840.10040.4.3", "DSA-SHA1"],
  ["2.16.840.1.101.3.4.3.2", "DSA-SHA256"],
  ["1.2.840.10045.4.1", "ECDSA-SHA1"],
  ["1.2.840.10045.4.3.1", "ECDSA-SHA224"],
  ["1.2.840.10045.4.3.2", "ECDSA-SHA256"],
  ["1.2.840.10045.4.3.3", "ECDSA-SHA384"],
  ["1.2.840.10045.4.3.4", "ECDSA-SHA512"],
  ["1.3.101.112", "Ed25519"],
  ["1.3.101.113", "Ed448"],
  ["2.16.840.1.101.3.4.3.17", "ML-DSA-44"],
  ["2.16.840.1.101.3.4.3.18", "ML-DSA-65"],
  ["2.16.840.1.101.3.4.3.19", "ML-DSA-87"],
]);

const HASHES: ReadonlyMap<string, string> = new Map([
  ["1.3.14.3.2.26", "SHA1"],
  ["2.16.840.1.101.3.4.2.4", "SHA224"],
  ["2.16.840.1.101.3.4.2.1", "SHA256"],
  ["2.16.840.1.101.3.4.2.2", "SHA384"],
  ["2.16.840.1.101.3.4.2.3", "SHA512"],
]);

/** Name of an AlgorithmIdentifier, such as `SHA256-RSA`; the dotted identifier of one without a name here. */
export function readSignatureAlgorithm({ algorithm, parameters }: AlgorithmIdentifier): string {
  if (algorithm === PSS) return `${pssHash(parameters)}-RSAPSS`;
  return NAMES.get(algorithm) ?? algorithm;
}

/** Which hash RSASSA-PSS uses is a parameter, SHA-1 if left out (RFC 4055, section 3.1). */
function pssHash(parameters: ArrayBuffer | null | undefined): string {
  if (parameters === undefined) return "SHA1";
  if (parameters === null) throw new Malformed("the parameters of RSASSA-PSS are null");
  const { hash } = decode("the parameters of RSASSA-PSS", new Uint8Array(parameters), PssParameters);
  return hash === undefined ? "SHA1" : (HASHES.get(hash.algorithm) ?? hash.algorithm);
}
