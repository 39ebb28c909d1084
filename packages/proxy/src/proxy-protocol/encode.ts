import { type Address, parseAddress } from "@sluice/policy";
import { crc32c } from "./crc32c.ts";
import { TLV, type Tlv } from "./tlv.ts";
import { SIGNATURE_2 } from "./version-2.ts";

/** What to tell an upstream of a connection. */
export interface ProxiedConnection {
  readonly source: EndpointToEncode;
  readonly destination: EndpointToEncode;
  /** Version 2 only. */
  readonly tlvs?: readonly Tlv[];
  /** Version 2 only: adds a CRC32C TLV. Default false. */
  readonly checksum?: boolean;
}

export interface EndpointToEncode {
  readonly address: string | Address;
  /** 0 to 65535. */
  readonly port: number;
}

const VERSION_2_PROXY = 0x21;
const TCP4 = 0x11;
const TCP6 = 0x21;

/**
 * The header of a proxied TCP connection. Unless both addresses are IPv4, both are told as IPv6, an IPv4 one mapped.
 * Throws a RangeError for an address or port that is none, for TLVs in version 1 and for more of them than 65535 bytes.
 */
export function encodeProxyHeader(version: 1 | 2, connection: ProxiedConnection): Uint8Array {
  const source = readEndpoint(connection.source);
  const destination = readEndpoint(connection.destination);
  if (version === 2) return encodeVersion2(source, destination, connection);
  if (connection.tlvs?.length || connection.checksum) throw new RangeError("version 1 has no TLVs");
  return encodeVersion1(source, destination);
}

interface Endpoint {
  readonly address: Address;
  readonly port: number;
}

function readEndpoint({ address, port }: EndpointToEncode): Endpoint {
  const parsed = typeof address === "string" ? parseAddress(address) : address;
  if (parsed === undefined) throw new RangeError(`not an address: ${address}`);
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) throw new RangeError(`not a port: ${port}`);
  return { address: parsed, port };
}

function bothIPv4(source: Endpoint, destination: Endpoint): boolean {
  return source.address.family === 4 && destination.address.family === 4;
}

function encodeVersion1(source: Endpoint, destination: Endpoint): Uint8Array {
  const four = bothIPv4(source, destination);
  const print = ({ address }: Endpoint) => (four || address.family === 6 ? `${address}` : `::ffff:${address}`);
  const line = `PROXY ${four ? "TCP4" : "TCP6"} ${print(source)} ${print(destination)} ${source.port} ${destination.port}\r\n`;
  return Uint8Array.from(line, (character) => character.charCodeAt(0));
}

function encodeVersion2(source: Endpoint, destination: Endpoint, connection: ProxiedConnection): Uint8Array {
  const four = bothIPv4(source, destination);
  const tlvs = [...(connection.tlvs ?? [])];
  if (connection.checksum) tlvs.push({ type: TLV.crc32c, value: new Uint8Array(4) });
  const block = [
    ...source.address.toBytes({ mapped: !four }),
    ...destination.address.toBytes({ mapped: !four }),
    ...uint16(source.port),
    ...uint16(destination.port),
    ...tlvs.flatMap(({ type, value }) => [type, ...uint16(value.length), ...value]),
  ];
  if (block.length > 0xffff) throw new RangeError("the header is longer than 65535 bytes");
  const header = Uint8Array.from([
    ...SIGNATURE_2,
    VERSION_2_PROXY,
    four ? TCP4 : TCP6,
    ...uint16(block.length),
    ...block,
  ]);
  // The checksum was put last, as zeros.
  if (connection.checksum) new DataView(header.buffer).setUint32(header.length - 4, crc32c(header));
  return header;
}

function uint16(value: number): [number, number] {
  return [value >> 8, value & 0xff];
}
