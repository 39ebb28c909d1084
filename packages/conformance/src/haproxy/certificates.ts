import { textSample } from "./quote.ts";
import type { Script } from "./script.ts";
import { Untranslatable } from "./untranslatable.ts";
import { held, type Value } from "./value.ts";

/** Attributes of a distinguished name that the language has as lists, by OpenSSL's short name. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  country: "C",
  locality: "L",
  organization: "O",
  organizational_unit: "OU",
  postal_code: "postalCode",
  province: "ST",
  street_address: "street",
};

/** OpenSSL's names of signature algorithms, and the language's. */
const SIGNATURE_ALGORITHMS: readonly (readonly [openssl: string, name: string])[] = [
  ["ecdsa-with-SHA256", "ECDSA-SHA256"],
  ["ecdsa-with-SHA384", "ECDSA-SHA384"],
  ["ecdsa-with-SHA512", "ECDSA-SHA512"],
  ["RSA-SHA256", "SHA256-RSA"],
  ["RSA-SHA384", "SHA384-RSA"],
  ["RSA-SHA512", "SHA512-RSA"],
  ["ED25519", "Ed25519"],
];

/** A field of the client's certificate: an error where there is none. */
export function clientFact(field: string, script: Script): Value {
  return certificateFact(field, script, { letter: "c", present: "{ ssl_c_used }" });
}

/** A field of the certificate that HAProxy has shown. */
export function serverFact(field: string, script: Script): Value {
  return certificateFact(field, script, { letter: "f", present: "{ ssl_fc }" });
}

interface Side {
  /** Of HAProxy's samples: `ssl_c_…`, `ssl_f_…`. */
  readonly letter: "c" | "f";
  /** Holds if there is a certificate. */
  readonly present: string;
}

function certificateFact(field: string, script: Script, { letter, present }: Side): Value {
  const [owner = "", attribute] = field.split(".");
  if (owner === "subject" || owner === "issuer") {
    const sample = `ssl_${letter}_${owner === "subject" ? "s" : "i"}_dn`;
    if (attribute === undefined || attribute === "common_name") {
      const register = script.set(script.register(), textSample(""), present);
      const whole = attribute === undefined ? "(,0,rfc2253)" : "(CN)";
      return held("string", script.set(register, `${sample}${whole}`, present));
    }
    const name = ATTRIBUTES[attribute];
    if (name !== undefined) return { kind: "entries", sample: (n) => `${sample}(${name},${n})`, present };
  }
  if (field === "serial_number") {
    const register = script.set(script.register(), `ssl_${letter}_serial,hex,lower,regsub(^0+,)`, present);
    return held("string", script.set(register, textSample("0"), `{ var(${register}) -m len 0 }`), { ascii: true });
  }
  if (field === "signature_algorithm") {
    const register = script.register();
    for (const [openssl, name] of SIGNATURE_ALGORITHMS) {
      script.set(register, textSample(name), present, `{ ssl_${letter}_sig_alg -m str ${openssl} }`);
    }
    return held("string", register, { ascii: true, longest: "ECDSA-SHA256".length });
  }
  throw new Untranslatable("certificate-field", `\`${field}\` of a certificate`);
}
