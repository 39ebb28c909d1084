import type { Reporter } from "../diagnostics/reporter.ts";

/** RFC 7468, sections 10 and 11, and the older labels of OpenSSL and OpenSSH. */
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/g;
/** A key under a passphrase is not in clear. */
const ENCRYPTED = /ENCRYPTED/;

/** Finds private keys in a file: whoever reads the policy has them. */
export function lintPrivateKeys(text: string, reporter: Reporter): void {
  for (const { index, 0: line } of text.matchAll(PRIVATE_KEY)) {
    if (ENCRYPTED.test(line)) continue;
    const message = "this private key stands in the file in clear";
    const hint = "keep it in a vault: `${secrets.get('vault', 'name')}`";
    reporter.report("private-key-in-clear", index, index + line.length, message, { hint });
  }
}
