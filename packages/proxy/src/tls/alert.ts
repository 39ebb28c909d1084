/** Alerts that are sent before a TLS stack has seen the connection (RFC 8446, section 6). */
const DESCRIPTIONS = {
  "decode-error": 50,
  "internal-error": 80,
  "unrecognized-name": 112,
} as const;

export type AlertName = keyof typeof DESCRIPTIONS;

const ALERT_RECORD = 21;
const FATAL = 2;

/** A fatal alert in the clear: legal in answer to a ClientHello, since no keys are agreed on yet. */
export function alertRecord(name: AlertName): Uint8Array {
  return Uint8Array.of(ALERT_RECORD, 3, 3, 0, 2, FATAL, DESCRIPTIONS[name]);
}
