import { type CipherGCMTypes, createCipheriv, createHmac } from "node:crypto";
import { ALERT_RECORD, type AlertName, alertContent } from "./alert.ts";

/** The suites of RFC 8446, appendix B.4, that Node has; with any other no alert is sent. */
const SUITES = {
  TLS_AES_128_GCM_SHA256: { cipher: "aes-128-gcm", hash: "sha256", keyLength: 16, secretLength: 32 },
  TLS_AES_256_GCM_SHA384: { cipher: "aes-256-gcm", hash: "sha384", keyLength: 32, secretLength: 48 },
  TLS_CHACHA20_POLY1305_SHA256: { cipher: "chacha20-poly1305", hash: "sha256", keyLength: 32, secretLength: 32 },
} as const;

type Suite = (typeof SUITES)[keyof typeof SUITES];

const APPLICATION_DATA = 23;
const IV_LENGTH = 12;
const TAG_LENGTH = 16;

/** Under which keys a record is sealed. */
export interface RecordKeys {
  /** The IANA name of the suite that was agreed on. */
  readonly cipherSuite: string;
  /** A traffic secret of the sender, as long as the suite's hash. */
  readonly trafficSecret: Uint8Array;
  /** How many records were sealed under this secret before: no number may ever be used twice. */
  readonly sequence: number;
}

/** A fatal alert as a record of TLS 1.3; `undefined` where `sealRecord` gives none. */
export function sealedAlert(alert: AlertName, keys: RecordKeys): Uint8Array | undefined {
  return sealRecord(alertContent(alert), ALERT_RECORD, keys);
}

/**
 * A record of TLS 1.3 without padding (RFC 8446, sections 5.2, 5.3 and 7.3); `undefined` where the suite is not one of
 * TLS 1.3, or the secret is none of the suite's.
 */
export function sealRecord(content: Uint8Array, contentType: number, keys: RecordKeys): Uint8Array | undefined {
  const suite = suiteOf(keys.cipherSuite);
  if (!suite || keys.trafficSecret.length !== suite.secretLength) return undefined;
  const key = expandLabel(suite, keys.trafficSecret, "key", suite.keyLength);
  const nonce = expandLabel(suite, keys.trafficSecret, "iv", IV_LENGTH);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(keys.sequence));
  for (const [i, byte] of counter.entries()) nonce[4 + i] = (nonce[4 + i] ?? 0) ^ byte;
  const header = Buffer.of(APPLICATION_DATA, 3, 3, 0, 0);
  header.writeUInt16BE(content.length + 1 + TAG_LENGTH, 3);
  // Node's types know the GCM ciphers by name; ChaCha20-Poly1305 is used in the same way.
  const cipher = createCipheriv(suite.cipher as CipherGCMTypes, key, nonce, { authTagLength: TAG_LENGTH });
  cipher.setAAD(header);
  const sealed = [cipher.update(content), cipher.update(Uint8Array.of(contentType)), cipher.final()];
  key.fill(0);
  nonce.fill(0);
  return Buffer.concat([header, ...sealed, cipher.getAuthTag()]);
}

function suiteOf(name: string): Suite | undefined {
  return Object.hasOwn(SUITES, name) ? SUITES[name as keyof typeof SUITES] : undefined;
}

/** HKDF-Expand-Label with an empty context, for at most one block of the hash (RFC 8446, section 7.1). */
function expandLabel(suite: Suite, secret: Uint8Array, label: string, length: number): Uint8Array {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Uint8Array.of(0, length, name.length), name, Uint8Array.of(0)]);
  // The first block of HKDF-Expand (RFC 5869, section 2.3): Node's `hkdf` extracts first, which is not wanted here.
  const block = createHmac(suite.hash, secret).update(info).update(Uint8Array.of(1)).digest();
  const expanded = Uint8Array.from(block.subarray(0, length));
  block.fill(0);
  return expanded;
}
