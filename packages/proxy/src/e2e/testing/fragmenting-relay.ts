import { connect, createServer, type Socket } from "node:net";

/** How the first flight of a client is cut on its way. */
export type Cut =
  /** A write, and so a segment, for every byte. */
  | "one byte a segment"
  /** The record of the hello is sent as several records, which TLS allows (RFC 8446, section 5.1). */
  | "several records"
  /** Both. */
  | "one byte a record";

export interface Relay {
  readonly port: number;
  close(): Promise<void>;
}

const HEADER = 5;

/** Stands between a client and `port`, and cuts what the client sends first. Everything else passes as it is. */
export function startFragmentingRelay(port: number, cut: Cut): Promise<Relay> {
  const server = createServer({ noDelay: true }, (client) => {
    const target = connect({ host: "127.0.0.1", port, noDelay: true });
    target.pipe(client);
    client.on("error", () => target.destroy()).on("close", () => target.destroy());
    target.on("error", () => client.destroy()).on("close", () => client.destroy());
    void relay(client, target, cut);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
      resolve({ port: address.port, close: () => new Promise((done) => server.close(() => done())) });
    });
  });
}

async function relay(client: Socket, target: Socket, cut: Cut): Promise<void> {
  const record = await firstRecord(client);
  for (const piece of pieces(record, cut)) await write(target, piece);
  client.pipe(target);
}

function* pieces(record: Buffer, cut: Cut): Generator<Buffer> {
  const size = { "one byte a segment": undefined, "several records": 50, "one byte a record": 1 }[cut];
  if (size === undefined) {
    for (const byte of record) yield Buffer.of(byte);
    return;
  }
  for (let at = HEADER; at < record.length; at += size) {
    const payload = record.subarray(at, at + size);
    const header = Buffer.from(record.subarray(0, HEADER));
    header.writeUInt16BE(payload.length, 3);
    yield Buffer.concat([header, payload]);
  }
}

/** Takes exactly the first record; what follows stays in the socket. */
function firstRecord(client: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const end = received.length < HEADER ? Number.POSITIVE_INFINITY : HEADER + received.readUInt16BE(3);
      if (received.length < end) return;
      client.off("data", onData).pause();
      if (received.length > end) client.unshift(received.subarray(end));
      resolve(received.subarray(0, end));
    };
    client.on("data", onData);
  });
}

/** Resolves once the system has it and the event loop has turned, so that writes are not put together. */
function write(target: Socket, piece: Buffer): Promise<void> {
  return new Promise((resolve) => target.write(piece, () => setImmediate(resolve)));
}
