import { Address } from "@sluice/policy";
import { crc32c } from "./crc32c.ts";
import type { ProxyHeader, ProxyHeaderResult, ProxyTransport } from "./header.ts";
import { readTlvs, TLV, type Tlv, text } from "./tlv.ts";

/** `\r\n\r\n\0\r\nQUIT\n`: no other protocol starts with it. */
export const SIGNATURE_2: readonly number[] = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
/** Signature, version and command, family and protocol, length. */
const FIXED = 16;
const LOCAL = 0;
const PROXY = 1;

interface Family {
  readonly transport: ProxyTransport;
  /** Bytes of one address. */
  readonly address: number;
  /** Bytes of both addresses, with their ports. */
  readonly size: number;
}

/** By the byte of family and protocol (section 2.2); every other one is undefined. */
const FAMILIES: ReadonlyMap<number, Family> = new Map([
  [0x00, { transport: "unspecified", address: 0, size: 0 }],
  [0x11, { transport: "tcp4", address: 4, size: 12 }],
  [0x12, { transport: "udp4", address: 4, size: 12 }],
  [0x21, { transport: "tcp6", address: 16, size: 36 }],
  [0x22, { transport: "udp6", address: 16, size: 36 }],
  [0x31, { transport: "unix-stream", address: 108, size: 216 }],
  [0x32, { transport: "unix-datagram", address: 108, size: 216 }],
]);

/** Reads a header whose signature is there. */
export function parseVersion2(bytes: Uint8Array): ProxyHeaderResult {
  const versionAndCommand = bytes[12];
  if (versionAndCommand === undefined) return { kind: "need-more" };
  if (versionAndCommand >> 4 !== 2) return { kind: "invalid", reason: "version" };
  const command = versionAndCommand & 0xf;
  if (command !== LOCAL && command !== PROXY) return { kind: "invalid", reason: "command" };
  const familyByte = bytes[13];
  if (familyByte === undefined) return { kind: "need-more" };
  const family = FAMILIES.get(familyByte);
  // "discard the protocol block including the family which is ignored" is said of LOCAL alone.
  if (family === undefined && command === PROXY) return { kind: "invalid", reason: "family" };
  if (bytes.length < FIXED) return { kind: "need-more" };
  const length = FIXED + (((bytes[14] ?? 0) << 8) | (bytes[15] ?? 0));
  if (command === PROXY && length < FIXED + (family?.size ?? 0)) return { kind: "invalid", reason: "length" };
  if (bytes.length < length) return { kind: "need-more" };
  const header =
    command === LOCAL || family === undefined
      ? local(family?.transport ?? "unspecified")
      : readProxied(bytes.subarray(0, length), family);
  return { kind: "header", header, length };
}

function local(transport: ProxyTransport): ProxyHeader {
  return { version: 2, command: "local", transport, tlvs: [] };
}

function readProxied(header: Uint8Array, family: Family): ProxyHeader {
  const base = { version: 2, command: "proxy", transport: family.transport } as const;
  // Without addresses there is no telling where TLVs would start.
  if (family.transport === "unspecified") return { ...base, tlvs: [] };
  const tlvsAt = FIXED + family.size;
  const { tlvs, complete } = readTlvs(header.subarray(tlvsAt));
  return {
    ...base,
    ...readAddresses(header, family),
    tlvs,
    ...(complete ? {} : { tlvError: "truncated" }),
    ...checksumOf(header, tlvsAt, tlvs),
  };
}

function readAddresses(header: Uint8Array, family: Family): Pick<ProxyHeader, "source" | "destination" | "unix"> {
  const middle = FIXED + family.address;
  const end = middle + family.address;
  const source = header.subarray(FIXED, middle);
  const destination = header.subarray(middle, end);
  if (family.address === 108) return { unix: { source: path(source), destination: path(destination) } };
  const port = (at: number) => ((header[at] ?? 0) << 8) | (header[at + 1] ?? 0);
  return {
    source: { address: Address.fromBytes(source), port: port(end) },
    destination: { address: Address.fromBytes(destination), port: port(end + 2) },
  };
}

/** Up to the first NUL; a name in the abstract namespace starts with one and ends with the last byte that is none. */
function path(bytes: Uint8Array): string {
  const end = bytes[0] === 0 ? bytes.findLastIndex((byte) => byte !== 0) + 1 : bytes.indexOf(0);
  return text(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Section 2.2.7: the CRC32C of the whole header with the checksum's own bytes taken as zeros. */
function checksumOf(header: Uint8Array, tlvsAt: number, tlvs: readonly Tlv[]): Pick<ProxyHeader, "checksum"> {
  const sums = tlvs.filter((tlv) => tlv.type === TLV.crc32c);
  const [sum] = sums;
  if (sum === undefined) return {};
  if (sums.length > 1 || sum.value.length !== 4) return { checksum: "differs" };
  const before = tlvs.slice(0, tlvs.indexOf(sum));
  const at = before.reduce((end, tlv) => end + 3 + tlv.value.length, tlvsAt) + 3;
  // `slice` of a `Buffer` is no copy.
  const zeroed = new Uint8Array(header);
  zeroed.fill(0, at, at + 4);
  return { checksum: crc32c(zeroed) === new DataView(sum.value.buffer).getUint32(0) ? "fits" : "differs" };
}
