import { expect, test } from "vitest";
import { serverTrafficSecret } from "./traffic-secret.ts";

const RANDOM = "0123456789abcdef".repeat(4);

test.each([32, 48])("the %i bytes of the server's first traffic secret are read", (length) => {
  const hex = "0aF9".repeat(length / 2);
  const line = Buffer.from(`SERVER_TRAFFIC_SECRET_0 ${RANDOM} ${hex}\n`);
  expect(serverTrafficSecret(line)?.toString("hex")).toBe(hex.toLowerCase());
  expect(serverTrafficSecret(line.subarray(0, -1))?.toString("hex")).toBe(hex.toLowerCase());
});

test.each([
  `CLIENT_TRAFFIC_SECRET_0 ${RANDOM} ${"ab".repeat(32)}`,
  `SERVER_HANDSHAKE_TRAFFIC_SECRET ${RANDOM} ${"ab".repeat(32)}`,
  `CLIENT_RANDOM ${RANDOM} ${"ab".repeat(48)}`,
  `SERVER_TRAFFIC_SECRET_0 ${RANDOM} ${"ab".repeat(31)}a`,
  `SERVER_TRAFFIC_SECRET_0 ${RANDOM} ${"ab".repeat(31)}xy`,
  `SERVER_TRAFFIC_SECRET_0 ${RANDOM}`,
  "SERVER_TRAFFIC_SECRET_0",
  "",
])("nothing is read from `%s`", (line) => {
  expect(serverTrafficSecret(Buffer.from(line))).toBeUndefined();
});
