import { expect, test } from "vitest";
import { alertOfReason } from "./alert-of-reason.ts";

test.each([
  ["no shared cipher", { name: "handshake_failure", from: "proxy" }],
  ["sslv3 alert bad certificate", { name: "bad_certificate", from: "client" }],
  ["ssl/tls alert certificate unknown", { name: "certificate_unknown", from: "client" }],
  ["tlsv1 alert unknown ca", { name: "unknown_ca", from: "client" }],
  ["tlsv13 alert certificate required", { name: "certificate_required", from: "client" }],
  ["tlsv1 unrecognized name", { name: "unrecognized_name", from: "client" }],
  ["tlsv1 alert user cancelled", { name: "user_canceled", from: "client" }],
  ["tlsv1 alert made up", undefined],
  ["constructor", undefined],
  ["ECONNRESET", undefined],
])("%s", (reason, alert) => expect(alertOfReason(reason)).toEqual(alert));
