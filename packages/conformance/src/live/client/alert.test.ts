import { expect, test } from "vitest";
import { alertInTheClear, alertOfError } from "./alert.ts";

test.each([
  [[21, 3, 3, 0, 2, 2, 112], "unrecognized-name"],
  [[21, 3, 1, 0, 2, 2, 50], "decode-error"],
  [[21, 3, 3, 0, 2, 2, 255], "255"],
  [[21, 3, 3, 0, 2, 2], undefined],
  [[21, 3, 3, 0, 2, 1, 0], undefined],
  [[22, 3, 3, 0, 2, 2, 112], undefined],
])("%j in the clear is %s", (bytes, name) => {
  expect(alertInTheClear(Uint8Array.from(bytes))).toBe(name);
});

test.each([
  ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "unknown-ca"],
  ["ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED", "certificate-expired"],
  ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "certificate-required"],
  ["ERR_SSL_TLSV1_UNRECOGNIZED_NAME", "unrecognized-name"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", undefined],
  ["ECONNRESET", undefined],
  [undefined, undefined],
])("%s tells of %s", (code, name) => {
  expect(alertOfError(code)).toBe(name);
});
