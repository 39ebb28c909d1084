import { X509Certificate } from "node:crypto";

/** A certificate's block, with the indent that its first line has in a document. */
const BLOCK = /([^\S\n]*)-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** The authorities among the certificates of a text, each as PEM without indent; what cannot be read is none. */
export function authoritiesIn(text: string): readonly string[] {
  return [...text.matchAll(BLOCK)].map(([block]) => plain(block)).filter(isAuthority);
}

/** The text with each authority in it replaced, lines indented as they were. `replacement`: PEM for PEM. */
export function replaceAuthorities(text: string, replacement: (pem: string) => string | undefined): string {
  return text.replaceAll(BLOCK, (block: string, indent: string) => {
    const own = plain(block);
    const pem = isAuthority(own) ? replacement(own) : undefined;
    return pem === undefined ? block : indent + pem.trimEnd().replaceAll("\n", `\n${indent}`);
  });
}

function plain(block: string): string {
  return `${block.replaceAll(/^[^\S\n]+/gm, "").trim()}\n`;
}

function isAuthority(pem: string): boolean {
  try {
    return new X509Certificate(pem).ca;
  } catch {
    return false;
  }
}
