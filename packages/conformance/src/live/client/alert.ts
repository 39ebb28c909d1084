/** Names of the alerts a server may send, by number (RFC 8446, section 6). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [10, "unexpected-message"],
  [22, "record-overflow"],
  [40, "handshake-failure"],
  [42, "bad-certificate"],
  [43, "unsupported-certificate"],
  [44, "certificate-revoked"],
  [45, "certificate-expired"],
  [46, "certificate-unknown"],
  [47, "illegal-parameter"],
  [48, "unknown-ca"],
  [49, "access-denied"],
  [50, "decode-error"],
  [51, "decrypt-error"],
  [70, "protocol-version"],
  [71, "insufficient-security"],
  [80, "internal-error"],
  [109, "missing-extension"],
  [112, "unrecognized-name"],
  [116, "certificate-required"],
  [120, "no-application-protocol"],
]);

const ALERT = 21;
const FATAL = 2;

/** Length of an alert in the clear, its record header included. */
export const ALERT_BYTES = 7;

/** The fatal alert that these bytes are, in the clear; `undefined` if they are anything else. */
export function alertInTheClear(bytes: Uint8Array): string | undefined {
  const [type, , , high, low, level, description = 0] = bytes;
  const isAlert = bytes.length >= ALERT_BYTES && type === ALERT && high === 0 && low === 2 && level === FATAL;
  return isAlert ? (NAMES.get(description) ?? String(description)) : undefined;
}

/** The alert that an error of Node's TLS tells of, such as `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`; `undefined` if of none. */
export function alertOfError(code: string | undefined): string | undefined {
  const name = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13)_(?:ALERT_)?(\w+)$/
    .exec(code ?? "")?.[1]
    ?.toLowerCase()
    .replaceAll("_", "-");
  return name !== undefined && [...NAMES.values()].includes(name) ? name : undefined;
}
