import type { Mutable } from "../mutable.ts";
import { ClientHello, type ClientHelloFields } from "./client-hello.ts";
import { Cursor } from "./cursor.ts";
import { readExtensions } from "./extensions.ts";
import type { ClientHelloResult, MalformedReason } from "./result.ts";

/** Where the body of a message is: the four bytes of its header are left out. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** What the record layer has told of a message. */
export interface RecordLayer {
  /** Of the first record. */
  readonly recordVersion: number;
  /** Bytes of the connection that the message took, record headers included. */
  readonly consumed: number;
}

/** Reads the body of a ClientHello message. Every length must be exact. Keeps none of the bytes. */
export function parseMessage(bytes: Uint8Array, place: Place, layer: RecordLayer): ClientHelloResult {
  const fields = parseBody(new Cursor(bytes, place.start, place.end));
  return typeof fields === "string"
    ? { kind: "malformed", reason: fields }
    : { kind: "hello", hello: new ClientHello(fields, layer.recordVersion, layer.consumed) };
}

function parseBody(cursor: Cursor): ClientHelloFields | MalformedReason {
  const version = cursor.uint16();
  // A copy, so that the whole message need not be kept for it.
  const random = cursor.bytes(32);
  const sessionIdLength = cursor.skip8();
  const outer = cursor.enter16();
  const cipherSuites = cursor.uint16s();
  cursor.leave(outer);
  // Compression methods and suites may be empty: whether a handshake can succeed is the TLS stack's question.
  cursor.skip8();
  // Before TLS 1.2 there may be nothing more (RFC 5246, section 7.4.1.2).
  const extensions = cursor.left > 0 ? cursor.uint16() : 0;
  if (!cursor.ok || extensions > cursor.left) return "truncated";
  if (extensions < cursor.left) return "trailing-data";
  if (sessionIdLength > 32) return "session-id";
  if (cipherSuites === undefined) return "cipher-suites";
  const fields: Mutable<ClientHelloFields> = {
    version,
    random,
    sessionIdLength,
    cipherSuites,
    extensions: [],
    alpn: [],
    supportedVersions: [],
    signatureAlgorithms: [],
    groups: [],
    pointFormats: [],
    pskKeyExchangeModes: [],
    echOffered: false,
  };
  return readExtensions(cursor, fields) ?? fields;
}
