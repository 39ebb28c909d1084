/** The DER of every block, or why a block is none of the kind that is read. */
export type PemBlocks =
  | { readonly kind: "blocks"; readonly blocks: readonly Uint8Array[] }
  | { readonly kind: "invalid"; readonly reason: string };

/** Bytes a line: 64 characters of base64. */
const LINE = 48;
const BOUNDARY = /^-----(BEGIN|END) ([^\r\n]*)-----[ \t]*\r?$/gm;

/** What a PEM block may hold here: its label, and how people call it. */
export interface PemKind {
  readonly label: string;
  readonly name: string;
}

export const CERTIFICATE: PemKind = { label: "CERTIFICATE", name: "certificate" };
export const REVOCATION_LIST: PemKind = { label: "X509 CRL", name: "certificate revocation list" };

/** Reads the blocks of a PEM text (RFC 7468); at least one, each of this kind. Text around blocks is explanatory. */
export function derOfPem(pem: string, kind: PemKind): PemBlocks {
  const blocks: Uint8Array[] = [];
  let begin: RegExpExecArray | undefined;
  for (const boundary of pem.matchAll(BOUNDARY)) {
    const place = `PEM block ${blocks.length + 1}`;
    const [, side, label] = boundary;
    if ((side === "BEGIN") !== (begin === undefined)) {
      return { kind: "invalid", reason: `${place} has no ${begin === undefined ? "BEGIN" : "END"} line` };
    }
    if (begin === undefined) {
      if (label !== kind.label) return { kind: "invalid", reason: `${place} is \`${label}\`, not a ${kind.name}` };
      begin = boundary;
      continue;
    }
    if (label !== begin[2]) return { kind: "invalid", reason: `${place} ends as \`${label}\`` };
    const bytes = decodeBase64(pem.slice(begin.index + begin[0].length, boundary.index));
    if (bytes === undefined) return { kind: "invalid", reason: `${place} is not base64` };
    blocks.push(bytes);
    begin = undefined;
  }
  if (begin !== undefined) return { kind: "invalid", reason: `PEM block ${blocks.length + 1} has no END line` };
  // Indented, or with something before it: a TLS stack would leave that block out without a word.
  if (pem.split("-----BEGIN ").length - 1 !== blocks.length) {
    return { kind: "invalid", reason: "a PEM block does not start at the start of a line" };
  }
  if (blocks.length === 0) return { kind: "invalid", reason: `there is no PEM ${kind.name} in it` };
  return { kind: "blocks", blocks };
}

export function encodePem(der: Uint8Array, { label }: PemKind): string {
  let lines = "";
  for (let i = 0; i < der.length; i += LINE) lines += `${btoa(String.fromCharCode(...der.subarray(i, i + LINE)))}\n`;
  return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`;
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    // Revocation lists have megabytes, and an iterator over characters would take seconds.
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    return undefined;
  }
}
