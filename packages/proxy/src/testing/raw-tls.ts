import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { dialTcp, dialTls, tcpPeer } from "./peers.ts";

const HEADER = 5;
const ALERT = 21;

/** All that a server answers to these bytes, up to its end; each piece is a write of its own. */
export async function sendRaw(port: number, pieces: Iterable<Uint8Array>): Promise<Buffer> {
  const socket = await dialTcp(port);
  socket.setNoDelay(true);
  const answer: Buffer[] = [];
  const ended = new Promise<void>((resolve) => {
    socket.on("data", (chunk: Buffer) => answer.push(chunk));
    // A server that closes before it has read everything resets.
    socket.on("error", () => {}).once("close", () => resolve());
    socket.once("end", () => socket.end());
  });
  for (const piece of pieces) await written(socket, piece);
  await ended;
  return Buffer.concat(answer);
}

/** The number of the alert that an answer is made of, in the clear; `undefined` if it is anything else. */
export function alertOf(answer: Uint8Array): number | undefined {
  const [type, , , high, low, level, description] = answer;
  const isAlert = answer.length === HEADER + 2 && type === ALERT && high === 0 && low === 2 && level === 2;
  return isAlert ? description : undefined;
}

/** The first flight of Node's client: a hello that a server would answer. */
export async function recordHello(servername: string, maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<Buffer> {
  const heard: Buffer[] = [];
  await using peer = await tcpPeer((socket) => {
    socket.once("data", (chunk: Buffer) => {
      heard.push(chunk);
      socket.destroy();
    });
  });
  await dialTls(peer.port, servername, { maxVersion }).catch(() => {});
  return Buffer.concat(heard);
}

/** The records that a run of bytes is made of, headers included. */
export function recordsOf(bytes: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + HEADER + (((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0));
    records.push(bytes.subarray(at, end));
    at = end;
  }
  return records;
}

/** Does a handshake with an echo behind it, then writes bytes below TLS; the result is the code of the error that comes back. */
export function writeBelowTls(
  port: number,
  options: { readonly servername: string; readonly maxVersion: "TLSv1.2" | "TLSv1.3"; readonly bytes: Uint8Array },
): Promise<string> {
  const { servername, maxVersion, bytes } = options;
  return new Promise((resolve) => {
    let code = "";
    void dialTcp(port).then((socket) => {
      const client = connectTls({ socket, servername, maxVersion, rejectUnauthorized: false });
      client.on("error", (error: NodeJS.ErrnoException) => {
        code ||= error.code ?? error.message;
      });
      client.write("x");
      // By then the server's side of the handshake is done as well.
      client.once("data", () => socket.write(bytes));
      // The server alone ends it: Node leaves a connection open whose TLS has failed.
      const ended = (): void => {
        socket.destroy();
        resolve(code);
      };
      client.once("end", ended).once("close", ended);
    });
  });
}

/** Resolves once the system has it and the event loop has turned, so that writes are not put together. */
function written(socket: Socket, piece: Uint8Array): Promise<void> {
  return new Promise((resolve) => socket.write(piece, () => setImmediate(resolve)));
}
