/** The DER of every `CERTIFICATE` block, or why a block is none. */
export type PemBlocks =
  | { readonly kind: "blocks"; readonly blocks: readonly Uint8Array[] }
  | { readonly kind: "invalid"; readonly reason: string };

export function derOfPem(_pem: string): PemBlocks {
  return { kind: "invalid", reason: "not read yet" };
}
