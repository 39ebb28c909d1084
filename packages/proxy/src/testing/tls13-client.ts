import { createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto";
import type { Socket } from "node:net";
import { buildClientHelloBody, buildHandshakeMessage, toRecords } from "./client-hello.ts";
import { dialTcp } from "./peers.ts";
import { KeySchedule, type OpenedRecord, Traffic } from "./tls13-keys.ts";

export interface BareClientOptions {
  readonly port: number;
  readonly serverName: string;
  /** Whether it says how it would use a session ticket (RFC 8446, section 4.2.9); without it there is none for it. */
  readonly usesTickets: boolean;
  /** What is sent in one piece with the client's Finished: records as they are, sealed by `traffic` or not. */
  readonly behindFinished?: ((traffic: Traffic) => readonly Uint8Array[]) | undefined;
}

export interface BareClientEnd {
  /** What came after the handshake, record by record; each was the next one under the server's traffic secret. */
  readonly records: readonly OpenedRecord[];
  /** Bytes of it. */
  readonly bytes: number;
  readonly closed: "fin" | "reset";
  /** Open for writing after a FIN: to be ended. */
  readonly socket: Socket;
  /** What seals the client's next record. */
  readonly traffic: Traffic;
}

const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
/** The key of an X25519 `SubjectPublicKeyInfo` follows this (RFC 8410, section 4). */
const X25519_PREFIX = Buffer.from("302a300506032b656e032100", "hex");

/**
 * A client of TLS 1.3 that has no certificate, trusts every server, and can be told to do what others would not. It
 * hears the server to its end, and leaves its own half open.
 */
export async function bareClient(options: BareClientOptions): Promise<BareClientEnd> {
  const socket = await dialTcp(options.port);
  const records = recordsOf(socket);
  const keys = new KeySchedule();
  const { publicKey, privateKey } = generateKeyPairSync("x25519");
  const hello = clientHello(options, publicKey.export({ type: "spki", format: "der" }).subarray(-32));
  keys.note(hello);
  socket.write(toRecords(hello));

  const serverHello = (await next(records)).subarray(5);
  keys.note(serverHello);
  const theirs = Buffer.concat([X25519_PREFIX, keyShareOf(serverHello)]);
  keys.advance(diffieHellman({ privateKey, publicKey: createPublicKey({ key: theirs, format: "der", type: "spki" }) }));
  const clientHandshake = keys.derive("c hs traffic");
  const serverTraffic = new Traffic(keys.derive("s hs traffic"));
  await readFlight(records, serverTraffic, keys);
  keys.advance();
  const server = new Traffic(keys.derive("s ap traffic"));
  const client = new Traffic(keys.derive("c ap traffic"));

  const traffic = new Traffic(clientHandshake);
  // No context, no certificates.
  const certificate = buildHandshakeMessage(11, Uint8Array.of(0, 0, 0, 0));
  keys.note(certificate);
  const finished = buildHandshakeMessage(20, keys.finished(clientHandshake));
  const flight = [traffic.seal(certificate, HANDSHAKE), traffic.seal(finished, HANDSHAKE)];
  socket.write(Buffer.concat([...flight, ...(options.behindFinished?.(client) ?? [])]));
  return { ...(await hearOut(records, server)), socket, traffic: client };
}

/** Records with the hello of such a client, which nothing follows. */
export function bareHello(serverName: string): Uint8Array {
  const { publicKey } = generateKeyPairSync("x25519");
  const hello = clientHello(
    { serverName, usesTickets: true },
    publicKey.export({ type: "spki", format: "der" }).subarray(-32),
  );
  return toRecords(hello);
}

function clientHello(
  { serverName, usesTickets }: Pick<BareClientOptions, "serverName" | "usesTickets">,
  key: Uint8Array,
): Uint8Array {
  const share = Uint8Array.of(0, 36, 0, 0x1d, 0, 32, ...key);
  const body = buildClientHelloBody({
    serverName,
    cipherSuites: [0x1301],
    supportedVersions: [0x0304],
    groups: [0x001d],
    signatureAlgorithms: [0x0403, 0x0804],
    pskKeyExchangeModes: usesTickets ? [1] : [],
    extensions: [{ type: 51, data: share }],
  });
  return buildHandshakeMessage(1, body);
}

/** The X25519 key in a ServerHello. */
function keyShareOf(serverHello: Buffer): Buffer {
  const at = serverHello.indexOf(Buffer.from("00330024001d0020", "hex"));
  if (at < 0) throw new Error("the server has agreed on no key");
  return serverHello.subarray(at + 8, at + 40);
}

/** From the ServerHello to the server's Finished. */
async function readFlight(records: AsyncIterator<Buffer>, traffic: Traffic, keys: KeySchedule): Promise<void> {
  let rest = Buffer.alloc(0);
  for (;;) {
    const record = await next(records);
    if (record[0] !== APPLICATION_DATA) continue;
    rest = Buffer.concat([rest, traffic.open(record).content]);
    while (rest.length >= 4) {
      const end = 4 + rest.readUIntBE(1, 3);
      if (rest.length < end) break;
      keys.note(rest.subarray(0, end));
      if (rest[0] === 20) return;
      rest = rest.subarray(end);
    }
  }
}

async function hearOut(
  records: AsyncIterator<Buffer>,
  traffic: Traffic,
): Promise<Pick<BareClientEnd, "records" | "bytes" | "closed">> {
  const heard: OpenedRecord[] = [];
  let bytes = 0;
  try {
    for (let each = await records.next(); !each.done; each = await records.next()) {
      bytes += each.value.length;
      heard.push(traffic.open(each.value));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ECONNRESET") throw error;
    return { records: heard, bytes, closed: "reset" };
  }
  return { records: heard, bytes, closed: "fin" };
}

async function next(records: AsyncIterator<Buffer>): Promise<Buffer> {
  const result = await records.next();
  if (result.done) throw new Error("the server has ended within the handshake");
  return result.value;
}

/** Whole records, to the end of the stream; bytes that make no record are an error. */
async function* recordsOf(socket: Socket): AsyncGenerator<Buffer, void> {
  let rest = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt16BE(3)) {
      const end = 5 + rest.readUInt16BE(3);
      yield rest.subarray(0, end);
      rest = rest.subarray(end);
    }
  }
  if (rest.length > 0) throw new Error("the server has sent half a record");
}
