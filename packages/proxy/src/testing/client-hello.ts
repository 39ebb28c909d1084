/** What to put into a ClientHello; what is left out is as a small TLS 1.3 client would send it. */
export interface ClientHelloParts {
  /** Bytes are sent as they are; `null` leaves the extension out. */
  readonly serverName?: string | Uint8Array | null;
  /** One character a byte. Empty leaves the extension out, as with all lists here. */
  readonly alpn?: readonly string[];
  readonly version?: number;
  readonly random?: Uint8Array;
  readonly sessionId?: Uint8Array;
  readonly cipherSuites?: readonly number[];
  readonly compressionMethods?: readonly number[];
  readonly supportedVersions?: readonly number[];
  readonly signatureAlgorithms?: readonly number[];
  readonly groups?: readonly number[];
  readonly pointFormats?: readonly number[];
  readonly pskKeyExchangeModes?: readonly number[];
  /** Further extensions, behind the others. */
  readonly extensions?: readonly { readonly type: number; readonly data: Uint8Array }[];
  readonly recordVersion?: number;
  /** Largest content of a record; default 16384. */
  readonly recordSize?: number;
}

/** Records that hold a ClientHello. It has no key share, so no handshake succeeds with it. */
export function buildClientHello(parts: ClientHelloParts = {}): Uint8Array {
  return toRecords(buildHandshakeMessage(1, buildClientHelloBody(parts)), parts);
}

/** A handshake message with its header. */
export function buildHandshakeMessage(type: number, body: Uint8Array): Uint8Array {
  return join([Uint8Array.of(type, body.length >> 16), uint16(body.length & 0xffff), body]);
}

/** The message cut into handshake records. */
export function toRecords(
  message: Uint8Array,
  options: { readonly recordVersion?: number; readonly recordSize?: number } = {},
): Uint8Array {
  const { recordVersion = 0x0301, recordSize = 16_384 } = options;
  const records: Uint8Array[] = [];
  for (let at = 0; at < message.length; at += recordSize) {
    const content = message.subarray(at, at + recordSize);
    records.push(Uint8Array.of(22), uint16(recordVersion), vector16(content));
  }
  return join(records);
}

/** The body of a ClientHello message. */
export function buildClientHelloBody(parts: ClientHelloParts = {}): Uint8Array {
  const extensions = [...knownExtensions(parts), ...(parts.extensions ?? [])];
  return join([
    uint16(parts.version ?? 0x0303),
    parts.random ?? new Uint8Array(32),
    vector8(parts.sessionId ?? new Uint8Array(32)),
    vector16(uint16s(parts.cipherSuites ?? [0x1301, 0x1302, 0xc02b])),
    vector8(Uint8Array.from(parts.compressionMethods ?? [0])),
    vector16(join(extensions.map(({ type, data }) => join([uint16(type), vector16(data)])))),
  ]);
}

function knownExtensions(parts: ClientHelloParts): { type: number; data: Uint8Array }[] {
  const { serverName = null, alpn = [], pointFormats = [], pskKeyExchangeModes = [] } = parts;
  const {
    groups = [0x001d, 0x0017],
    signatureAlgorithms = [0x0403, 0x0804],
    supportedVersions = [0x0304, 0x0303],
  } = parts;
  const all = [
    { type: 0, data: serverName === null ? undefined : serverNameData([bytesOf(serverName)]) },
    { type: 10, data: groups.length === 0 ? undefined : vector16(uint16s(groups)) },
    { type: 11, data: pointFormats.length === 0 ? undefined : vector8(Uint8Array.from(pointFormats)) },
    { type: 13, data: signatureAlgorithms.length === 0 ? undefined : vector16(uint16s(signatureAlgorithms)) },
    { type: 16, data: alpn.length === 0 ? undefined : vector16(join(alpn.map((name) => vector8(bytesOf(name))))) },
    { type: 43, data: supportedVersions.length === 0 ? undefined : vector8(uint16s(supportedVersions)) },
    { type: 45, data: pskKeyExchangeModes.length === 0 ? undefined : vector8(Uint8Array.from(pskKeyExchangeModes)) },
  ];
  return all.flatMap(({ type, data }) => (data === undefined ? [] : [{ type, data }]));
}

/** The data of a `server_name` extension with these `host_name` entries. */
export function serverNameData(names: readonly Uint8Array[]): Uint8Array {
  return vector16(join(names.map((name) => join([Uint8Array.of(0), vector16(name)]))));
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? Uint8Array.from(text, (character) => character.charCodeAt(0)) : text;
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

function uint16s(values: readonly number[]): Uint8Array {
  return join(values.map(uint16));
}

function vector8(content: Uint8Array): Uint8Array {
  return join([Uint8Array.of(content.length), content]);
}

function vector16(content: Uint8Array): Uint8Array {
  return join([uint16(content.length), content]);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
