import { constants } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";
import { beforeAll, describe, expect, test } from "vitest";
import { dialTls } from "../testing/peers.ts";
import { createAuthority } from "../testing/pki.ts";
import { verifyResultOf } from "./session-verdict.ts";

/** As a server makes it whose client is of an unknown authority. */
let real: Buffer;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "CA" });
  const { certificate: cert, privateKey: key } = await authority.issue({ commonName: "a", dnsNames: ["a"] });
  const server = createServer({
    cert,
    key,
    ca: [],
    requestCert: true,
    rejectUnauthorized: false,
    secureOptions: constants.SSL_OP_NO_TICKET,
    sessionIdContext: "a",
  });
  server.on("newSession", (_id: Buffer, session: Buffer, done: () => void) => {
    real = session;
    done();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = await dialTls((server.address() as AddressInfo).port, "a", { maxVersion: "TLSv1.2", cert, key });
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

describe("verifyResultOf", () => {
  test("reads what OpenSSL has written", () => {
    // X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE
    expect(verifyResultOf(real)).toBe(21);
  });

  test.each([
    ["left out", [0x02, 1, 1, 0xa1, 3, 2, 1, 9], 0],
    ["one byte", [0x02, 1, 1, 0xa5, 3, 2, 1, 10], 10],
    ["two bytes", [0xa5, 4, 2, 2, 1, 0], 256],
    ["behind a long element", [0x04, 0x81, 0x80, ...new Array<number>(128).fill(0xa5), 0xa5, 3, 2, 1, 23], 23],
  ])("the field %s", (_what, content, result) => {
    expect(verifyResultOf(sequence(content))).toBe(result);
  });

  test.each([
    ["an empty number", [0xa5, 2, 2, 0]],
    ["a negative number", [0xa5, 3, 2, 1, 0xff]],
    ["a number of five bytes", [0xa5, 7, 2, 5, 1, 1, 1, 1, 1]],
    ["no number", [0xa5, 3, 4, 1, 10]],
    ["a number with something behind it", [0xa5, 5, 2, 1, 10, 5, 0]],
    ["an element that is longer than the session", [0x04, 0x84, 0xff, 0xff, 0xff, 0xff]],
    ["a length of no bytes", [0x04, 0x80]],
    ["a length of five bytes", [0x04, 0x85, 0, 0, 0, 0, 0]],
    ["a tag of more bytes", [0x1f, 0x81, 1, 0]],
  ])("is not told of a session with %s", (_what, content) => {
    expect(verifyResultOf(sequence(content))).toBeUndefined();
  });

  test("is not told of any part of a session, nor of one with bytes behind it", () => {
    for (let end = 0; end < real.length; end++) expect(verifyResultOf(real.subarray(0, end))).toBeUndefined();
    expect(verifyResultOf(Buffer.concat([real, Buffer.of(0)]))).toBeUndefined();
  });
});

function sequence(content: readonly number[]): Uint8Array {
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
  return Uint8Array.of(0x30, ...length, ...content);
}
