import { describe, expect, test } from "vitest";
import { parsePemCertificates } from "./index.ts";
import { fixturePem } from "./testing/fixtures.ts";

const rsa = fixturePem("rsa");
const v1 = fixturePem("v1");

function reasonOf(pem: string): string {
  const parsed = parsePemCertificates(pem);
  return parsed.kind === "invalid" ? parsed.reason : "it is valid";
}

describe("parsePemCertificates", () => {
  test("reads every block, in order, and skips the text around them", () => {
    const parsed = parsePemCertificates(`subject=CN = rsa\r\n${rsa.replaceAll("\n", "\r\n")}\nthe next:\n${v1}bye`);
    expect(parsed.kind === "certificates" && parsed.certificates.map(({ pem }) => pem)).toEqual([rsa, v1]);
  });

  test.each<[string, string, string]>([
    ["nothing", "", "there is no PEM certificate in it"],
    ["no PEM", "garbage", "there is no PEM certificate in it"],
    ["a key", rsa.replaceAll("CERTIFICATE", "PRIVATE KEY"), "PEM block 1 is `PRIVATE KEY`, not a certificate"],
    [
      "a second block that is a key",
      rsa + v1.replaceAll("CERTIFICATE", "PRIVATE KEY"),
      "PEM block 2 is `PRIVATE KEY`, not a certificate",
    ],
    ["a block without end", rsa.replace(/-----END.*/, ""), "PEM block 1 has no END line"],
    ["a block that starts within another", rsa.replace(/-----END.*/, "") + v1, "PEM block 1 has no END line"],
    ["an end without start", rsa.replace(/-----BEGIN.*/, ""), "PEM block 1 has no BEGIN line"],
    ["an end of something else", rsa.replace("END CERTIFICATE", "END X"), "PEM block 1 ends as `X`"],
    ["no base64", rsa.replace("MII", "M*I"), "PEM block 1 is not base64"],
    ["an indented second block", rsa + v1.replaceAll("-----BEGIN", " -----BEGIN"), "PEM block 2 has no BEGIN line"],
    ["an indented block", v1.replaceAll(/^/gm, "  "), "a PEM block does not start at the start of a line"],
    [
      "a block that holds no certificate",
      "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
      "certificate 1: the certificate is not in DER",
    ],
  ])("%s is invalid", (_what, pem, reason) => {
    expect(reasonOf(pem)).toBe(reason);
  });
});
