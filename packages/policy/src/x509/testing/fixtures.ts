// biome-ignore-all lint/correctness/noNodejsModules: tests run in Node, whatever the package itself may do
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

export type FixtureName = "rich" | "bmp" | "t61" | "rsa" | "pss" | "v1" | "list";

/** What was made by `make-fixtures.sh`. */
export function fixturePem(name: FixtureName): string {
  return readFileSync(new URL(`${name}.pem`, import.meta.url), "utf8");
}

export function fixtureDer(name: FixtureName): Uint8Array {
  return new X509Certificate(fixturePem(name)).raw;
}

/** A copy with the first occurrence of some bytes replaced by as many others, so that all lengths still fit. */
export function patched(der: Uint8Array, find: string, replacement: string): Uint8Array {
  const at = Buffer.from(der).indexOf(find, 0, "latin1");
  if (at < 0 || find.length !== replacement.length) throw new Error(`cannot patch ${JSON.stringify(find)}`);
  const copy = Uint8Array.from(der);
  copy.set(Buffer.from(replacement, "latin1"), at);
  return copy;
}
