import type { ClientHelloFields } from "./client-hello.ts";
import { Cursor } from "./cursor.ts";
import { readExtensions } from "./extensions.ts";
import type { MalformedReason } from "./result.ts";

/** Reads the body of a ClientHello message, the four bytes of its header left out. Every length must be exact. */
export function parseBody(body: Uint8Array): ClientHelloFields | MalformedReason {
  const cursor = new Cursor(body);
  const version = cursor.uint16();
  const random = cursor.take(32);
  const sessionId = cursor.vector8();
  const cipherSuites = cursor.vector16().uint16s();
  // Compression methods and suites may be empty: whether a handshake can succeed is the TLS stack's question.
  cursor.vector8();
  // Before TLS 1.2 there may be nothing more (RFC 5246, section 7.4.1.2).
  const extensions = cursor.left > 0 ? cursor.vector16() : cursor.take(0);
  if (!cursor.ok) return "truncated";
  if (cursor.left > 0) return "trailing-data";
  if (sessionId.left > 32) return "session-id";
  if (cipherSuites === undefined) return "cipher-suites";
  const read = readExtensions(extensions);
  if (typeof read === "string") return read;
  return {
    version,
    // A copy, so that the whole message need not be kept for it.
    random: random.bytes(),
    sessionIdLength: sessionId.left,
    cipherSuites,
    ...read,
  };
}
