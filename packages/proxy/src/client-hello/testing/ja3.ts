import { createHash } from "node:crypto";
import type { ClientHello } from "../index.ts";

/**
 * The older fingerprint, which published samples have beside JA4: it holds every list in the order sent, so that it tells
 * whether each was read as others read it.
 */
export function ja3(hello: ClientHello): string {
  const lists = [hello.cipherSuites, hello.extensions, hello.groups, hello.pointFormats];
  const text = [hello.version, ...lists.map((list) => list.filter((value) => !isGrease(value)).join("-"))].join(",");
  return createHash("md5").update(text).digest("hex");
}

function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}
