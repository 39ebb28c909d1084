import type { TlsAlert } from "./alert.ts";

/**
 * The alert that OpenSSL sends with each of its reasons to give up a handshake as the server (ssl/statem/*.c, ssl/record/*.c,
 * `SSLfatal`). Node tells the reason and not the alert; what goes out is seen by nobody here, since a stream in between would
 * cost every byte of the connection.
 */
const SENT: Readonly<Record<string, string>> = {
  "no shared cipher": "handshake_failure",
  "no suitable key share": "handshake_failure",
  "no suitable signature algorithm": "handshake_failure",
  "no shared signature algorithms": "handshake_failure",
  "unsafe legacy renegotiation disabled": "handshake_failure",
  "unsupported protocol": "protocol_version",
  "version too low": "protocol_version",
  "inappropriate fallback": "inappropriate_fallback",
  "no application protocol": "no_application_protocol",
  "missing sigalgs extension": "missing_extension",
  "missing supported groups extension": "missing_extension",
  "excessive message size": "illegal_parameter",
  "bad key share": "illegal_parameter",
  "bad cipher": "illegal_parameter",
  "bad psk": "illegal_parameter",
  "length mismatch": "decode_error",
  "bad extension": "decode_error",
  "bad packet": "decode_error",
  "unexpected message": "unexpected_message",
  "ccs received early": "unexpected_message",
  "decryption failed or bad record mac": "bad_record_mac",
  "digest check failed": "decrypt_error",
  "bad signature": "decrypt_error",
  "data length too long": "record_overflow",
  "encrypted length too long": "record_overflow",
  "packet length too long": "record_overflow",
};

/** What a peer says (RFC 8446, section 6.2; RFC 5246, section 7.2.2), however it is spelled. */
const RECEIVED: ReadonlySet<string> = new Set([
  "unexpected_message",
  "bad_record_mac",
  "record_overflow",
  "handshake_failure",
  "bad_certificate",
  "unsupported_certificate",
  "certificate_revoked",
  "certificate_expired",
  "certificate_unknown",
  "illegal_parameter",
  "unknown_ca",
  "access_denied",
  "decode_error",
  "decrypt_error",
  "protocol_version",
  "insufficient_security",
  "internal_error",
  "inappropriate_fallback",
  "user_canceled",
  "missing_extension",
  "unsupported_extension",
  "unrecognized_name",
  "bad_certificate_status_response",
  "unknown_psk_identity",
  "certificate_required",
  "no_application_protocol",
]);

/** The alert behind OpenSSL's words for a failed handshake; `undefined` where they do not tell. */
export function alertOfReason(reason: string): TlsAlert | undefined {
  const sent = Object.hasOwn(SENT, reason) ? SENT[reason] : undefined;
  if (sent !== undefined) return { name: sent, from: "proxy" };
  // `sslv3 alert bad certificate`, `ssl/tls alert bad certificate`, `tlsv1 alert unknown ca`, `tlsv13 alert certificate required`.
  const [, words] = /^(?:sslv3|tlsv1|tlsv13|ssl\/tls) (?:alert )?(.+)$/.exec(reason) ?? [];
  const name = words?.replaceAll(" ", "_").replace("user_cancelled", "user_canceled");
  return name !== undefined && RECEIVED.has(name) ? { name, from: "client" } : undefined;
}
