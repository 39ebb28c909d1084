import type { ProxyHeader } from "./header.ts";

/** A type-length-value of version 2, as it was sent (section 2.2.7 of the specification). */
export interface Tlv {
  readonly type: number;
  readonly value: Uint8Array;
}

/** The types the specification names. */
export const TLV = {
  alpn: 0x01,
  authority: 0x02,
  crc32c: 0x03,
  noop: 0x04,
  uniqueId: 0x05,
  ssl: 0x20,
  netns: 0x30,
} as const;

/** Types within an `ssl` TLV. */
export const SSL = { version: 0x21, commonName: 0x22, cipher: 0x23, signature: 0x24, key: 0x25 } as const;

/** What the sender's TLS was, said by an `ssl` TLV. Texts have one character a byte. */
export interface SslTlv {
  /** Bits: 1 over TLS, 2 client certificate on this connection, 4 client certificate in this session. */
  readonly client: number;
  /** 0 if the client certificate was verified. */
  readonly verify: number;
  readonly version?: string;
  readonly commonName?: string;
  readonly cipher?: string;
  readonly signature?: string;
  readonly key?: string;
}

/** The value of the first TLV of a type. */
export function findTlv(tlvs: readonly Tlv[], type: number): Uint8Array | undefined {
  return tlvs.find((tlv) => tlv.type === type)?.value;
}

/** The header's `ssl` TLV; `undefined` if there is none or it is cut off. */
export function sslTlv(header: ProxyHeader): SslTlv | undefined {
  const value = findTlv(header.tlvs, TLV.ssl);
  if (value === undefined || value.length < 5) return undefined;
  const { tlvs, complete } = readTlvs(value.subarray(5));
  if (!complete) return undefined;
  const fields: { -readonly [K in keyof SslTlv]: SslTlv[K] } = {
    client: value[0] ?? 0,
    verify: new DataView(value.buffer, value.byteOffset).getUint32(1),
  };
  for (const [name, type] of Object.entries(SSL) as [keyof typeof SSL, number][]) {
    const found = findTlv(tlvs, type);
    if (found !== undefined) fields[name] = text(found);
  }
  return fields;
}

/** Cuts bytes into TLVs; `complete` unless the last one is longer than what is left. Values are copies. */
export function readTlvs(bytes: Uint8Array): { tlvs: Tlv[]; complete: boolean } {
  const tlvs: Tlv[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = at + 3 + (((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0));
    if (at + 3 > bytes.length || end > bytes.length) return { tlvs, complete: false };
    tlvs.push({ type: bytes[at] ?? 0, value: new Uint8Array(bytes.subarray(at + 3, end)) });
    at = end;
  }
  return { tlvs, complete: true };
}

/** One character a byte. */
export function text(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
