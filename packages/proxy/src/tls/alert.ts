/** The alerts that are not left to OpenSSL (RFC 8446, section 6.2; RFC 5246, section 7.2.2). */
const DESCRIPTIONS = {
  "unexpected-message": 10,
  "record-overflow": 22,
  "handshake-failure": 40,
  "bad-certificate": 42,
  "unsupported-certificate": 43,
  "certificate-revoked": 44,
  "certificate-expired": 45,
  "unknown-ca": 48,
  "access-denied": 49,
  "decode-error": 50,
  "internal-error": 80,
  "unrecognized-name": 112,
  "certificate-required": 116,
} as const;

export type AlertName = keyof typeof DESCRIPTIONS;

/** An alert that ends a handshake, whoever has sent it. */
export interface TlsAlert {
  /** As RFC 8446 writes it. */
  readonly name: string;
  readonly from: "proxy" | "client";
}

/** One of ours, once it is sent. */
export function sentAlert(name: AlertName): TlsAlert {
  return { name: name.replaceAll("-", "_"), from: "proxy" };
}

/** The content type of an alert. */
export const ALERT_RECORD = 21;
const FATAL = 2;

/** A fatal alert as the content of a record. */
export function alertContent(name: AlertName): Uint8Array {
  return Uint8Array.of(FATAL, DESCRIPTIONS[name]);
}

/** A fatal alert in the clear: legal as long as this side has not changed over to the keys that were agreed on. */
export function alertRecord(name: AlertName): Uint8Array {
  return Uint8Array.of(ALERT_RECORD, 3, 3, 0, 2, ...alertContent(name));
}
