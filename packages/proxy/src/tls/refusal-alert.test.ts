import { describe, expect, test } from "vitest";
import { sealedAlert, sealRecord } from "./refusal-alert.ts";

/** The server's application traffic secret of RFC 8448, section 3. */
const SECRET = bytes("a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643");
const KEYS = { cipherSuite: "TLS_AES_128_GCM_SHA256", trafficSecret: SECRET };

describe("sealRecord", () => {
  test("seals the server's application data of RFC 8448, section 3", () => {
    const content = Uint8Array.from({ length: 50 }, (_, i) => i);
    expect(hex(sealRecord(content, 23, { ...KEYS, sequence: 1 }))).toBe(
      "17030300432e937e11ef4ac740e538ad36005fc4a46932fc3225d05f82aa1b36e30efaf97d90e6dffc602dcb501a59a8fcc49c4bf2e5f0a21c0047c2abf332540dd032e167c2955d",
    );
  });

  test("seals the server's alert of RFC 8448, section 3", () => {
    expect(hex(sealRecord(Uint8Array.of(1, 0), 21, { ...KEYS, sequence: 2 }))).toBe(
      "1703030013b58fd67166ebf599d24720cfbe7efa7a8864a9",
    );
  });

  test.each([
    ["a suite of TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 32],
    ["no suite", "constructor", 32],
    ["a secret that is too long for the suite", "TLS_AES_128_GCM_SHA256", 48],
    ["a secret that is too short for the suite", "TLS_AES_256_GCM_SHA384", 32],
  ])("gives nothing for %s", (_what, cipherSuite, length) => {
    const keys = { cipherSuite, trafficSecret: new Uint8Array(length), sequence: 0 };
    expect(sealedAlert("unknown-ca", keys)).toBeUndefined();
  });
});

test("an alert is as long as the suite makes it", () => {
  const keys = { cipherSuite: "TLS_CHACHA20_POLY1305_SHA256", trafficSecret: SECRET, sequence: 0 };
  expect(sealedAlert("unknown-ca", keys)).toHaveLength(5 + 2 + 1 + 16);
});

function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "hex"));
}

function hex(record: Uint8Array | undefined): string {
  return Buffer.from(record ?? []).toString("hex");
}
