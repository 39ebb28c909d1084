import type { ParsedCertificate } from "./index.ts";

export function readCertificate(_der: Uint8Array): ParsedCertificate {
  return { kind: "invalid", reason: "not read yet" };
}
