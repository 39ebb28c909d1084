import type { ProxyHeaderResult } from "./header.ts";
import { parseVersion1 } from "./version-1.ts";
import { parseVersion2, SIGNATURE_2 } from "./version-2.ts";

/** `PROXY` */
const SIGNATURE_1 = [0x50, 0x52, 0x4f, 0x58, 0x59];
/**
 * Reads the PROXY protocol header, of either version, at the start of `bytes`; pass all bytes so far, not only the new
 * ones. A header ends within 107 bytes (version 1) or 65551 (version 2).
 */
export function parseProxyHeader(bytes: Uint8Array): ProxyHeaderResult {
  for (const { signature, parse } of [
    { signature: SIGNATURE_1, parse: parseVersion1 },
    { signature: SIGNATURE_2, parse: parseVersion2 },
  ]) {
    const length = Math.min(bytes.length, signature.length);
    if (signature.slice(0, length).every((byte, i) => byte === bytes[i])) {
      return length < signature.length ? { kind: "need-more" } : parse(bytes);
    }
  }
  return { kind: "none" };
}
