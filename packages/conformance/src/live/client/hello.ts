/** What to put into a ClientHello. */
export interface HelloParts {
  /** Sent byte for byte, in UTF-8; left out: without a name. */
  readonly serverName?: string | undefined;
}

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
/** What a handshake message may have at most (language.md, section 7). */
const MESSAGE_LIMIT = 65_536;
const RECORD_LIMIT = 16_384;

/**
 * The bytes of a ClientHello as a small TLS 1.3 client would send it, in one record. It has no key share: no handshake
 * comes of it, and it is for connections that are passed through or refused before one.
 */
export function clientHello({ serverName }: HelloParts): Buffer {
  const extensions = [
    ...(serverName === undefined ? [] : [extension(0, vector16(entry(serverName)))]),
    extension(10, vector16(Buffer.from([0x00, 0x1d, 0x00, 0x17]))),
    extension(13, vector16(Buffer.from([0x04, 0x03, 0x08, 0x04]))),
    // No share yet: a server that wants to do a handshake asks for one.
    extension(51, vector16(Buffer.alloc(0))),
    extension(43, vector8(Buffer.from([0x03, 0x04, 0x03, 0x03]))),
  ];
  const body = Buffer.concat([
    uint16(0x0303),
    Buffer.alloc(32, 7),
    vector8(Buffer.alloc(32, 9)),
    vector16(Buffer.from([0x13, 0x01, 0x13, 0x02, 0xc0, 0x2b])),
    vector8(Buffer.of(0)),
    vector16(Buffer.concat(extensions)),
  ]);
  return record(message(body.length, body));
}

/** A hello that says it is a ClientHello, and whose body ends in the middle of a field. */
export function malformedHello(): Buffer {
  const { length } = clientHello({});
  const whole = clientHello({}).subarray(9, length - 3);
  return record(message(whole.length, whole));
}

/** A hello that announces more than a message may have; what it announces is sent as well. */
export function tooLargeHello(): Buffer {
  const body = Buffer.alloc(MESSAGE_LIMIT + 1);
  const whole = message(body.length, body);
  const records: Buffer[] = [];
  for (let at = 0; at < whole.length; at += RECORD_LIMIT) records.push(record(whole.subarray(at, at + RECORD_LIMIT)));
  return Buffer.concat(records);
}

/** A record header that claims one byte more than a record may have. */
export function oversizedRecord(): Buffer {
  return Buffer.concat([Buffer.of(HANDSHAKE), uint16(0x0301), uint16(RECORD_LIMIT + 1), Buffer.of(CLIENT_HELLO)]);
}

/** The first bytes of a hello whose rest never comes. */
export function unfinishedHello(): Buffer {
  return clientHello({}).subarray(0, 20);
}

function entry(name: string): Buffer {
  return Buffer.concat([Buffer.of(0), vector16(Buffer.from(name, "utf8"))]);
}

function extension(type: number, data: Buffer): Buffer {
  return Buffer.concat([uint16(type), vector16(data)]);
}

function message(length: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.of(CLIENT_HELLO, length >> 16), uint16(length & 0xffff), body]);
}

function record(content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(HANDSHAKE), uint16(0x0301), vector16(content)]);
}

function vector8(content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(content.length), content]);
}

function vector16(content: Buffer): Buffer {
  return Buffer.concat([uint16(content.length), content]);
}

function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}
