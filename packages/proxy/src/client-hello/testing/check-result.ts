import { isDeepStrictEqual } from "node:util";
import type { ClientHello, ClientHelloResult } from "../index.ts";

const MAX_RECORD = 16_384;
const MAX_MESSAGE = 65_536;

/** What the records at the start hold, put together by the simplest means: all bytes are there, none is counted. */
function handshakeBytes(input: Uint8Array): Uint8Array {
  const contents: Uint8Array[] = [];
  for (let at = 0; at + 5 <= input.length && input[at] === 22; ) {
    const length = ((input[at + 3] ?? 0) << 8) | (input[at + 4] ?? 0);
    contents.push(input.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return contents.length === 1 && contents[0] ? contents[0] : Buffer.concat(contents);
}

/**
 * What is wrong with a result of `parseClientHello` whatever the input was, held against the bytes by other code than the
 * parser's; `undefined` if nothing is.
 */
export function checkResult(input: Uint8Array, result: ClientHelloResult): string | undefined {
  const message = handshakeBytes(input);
  const claimed = ((message[1] ?? 0) << 16) | ((message[2] ?? 0) << 8) | (message[3] ?? 0);
  const complete = message.length >= 4 && message.length >= 4 + claimed;
  const started = input[0] === 22 && input[1] === 3;
  switch (result.kind) {
    case "need-more":
      if (complete) return "more is needed of a message that is complete";
      return input.length < 2 || started ? undefined : "more is needed of what cannot be TLS";
    case "not-tls":
      return started ? "a handshake record is not TLS" : undefined;
    case "too-large":
      // The limit of a record is also the protocol's: what is longer is malformed.
      return result.limit === "message" && claimed > MAX_MESSAGE ? undefined : `too large for its ${result.limit}`;
    case "malformed":
      return started ? undefined : `malformed (${result.reason}), and not even TLS`;
    case "hello":
      if (!started || message[0] !== 1 || !complete || claimed > MAX_MESSAGE) return "a hello of what is none";
      return checkHello(message.subarray(0, 4 + claimed), input, result.hello);
  }
}

function checkHello(message: Uint8Array, input: Uint8Array, hello: ClientHello): string | undefined {
  const { bytesConsumed, serverName } = hello;
  if (bytesConsumed > input.length) return "more bytes are consumed than there are";
  if (bytesConsumed < message.length + 5 * Math.ceil(message.length / MAX_RECORD)) return "too few bytes are consumed";
  if (hello.recordVersion !== (((input[1] ?? 0) << 8) | (input[2] ?? 0))) return "another record version";
  if (hello.version !== (((message[4] ?? 0) << 8) | (message[5] ?? 0))) return "another version";
  if (hello.random.some((byte, i) => byte !== message[6 + i]) || hello.random.length !== 32) return "another random";
  if (hello.sessionIdLength !== message[38] || hello.sessionIdLength > 32) return "another session";
  const lists = listsOf(message);
  if (lists === undefined) return "a hello whose lists do not fill it";
  if (!isDeepStrictEqual(hello.cipherSuites, lists.cipherSuites)) return "other cipher suites";
  if (!isDeepStrictEqual(hello.extensions, lists.extensions)) return "other extensions";
  if (new Set(lists.extensions).size !== lists.extensions.length) return "an extension twice";
  if (hello.extensions.includes(0) !== (serverName !== undefined))
    return "a name without its extension, or none with it";
  if (hello.extensions.includes(16) !== hello.alpn.length > 0)
    return "protocols without their extension, or none with it";
  if (serverName !== undefined) {
    const { sent, compared } = serverName;
    if (!/^[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?$/.test(sent) || sent.length > 254)
      return "a name that is none";
    if (compared !== sent.toLowerCase().replace(/\.$/, "")) return "a name is compared with another";
    if (!Buffer.from(message.buffer, message.byteOffset, message.length).includes(sent))
      return "a name that was not sent";
  }
  const fingerprint = /^t(13|12|11|10|s3|s2|00)[di]\d{4}[0-9A-Za-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/;
  return fingerprint.test(hello.ja4) ? undefined : "a fingerprint that is none";
}

/** Cipher suites and types of extensions, by adding up lengths; `undefined` unless the sum is the message's length. */
function listsOf(message: Uint8Array): { cipherSuites: number[]; extensions: number[] } | undefined {
  const uint16 = (at: number) => ((message[at] ?? 0) << 8) | (message[at + 1] ?? 0);
  const cipherSuites: number[] = [];
  const extensions: number[] = [];
  let at = 39 + (message[38] ?? 0);
  for (const end = at + 2 + uint16(at); at + 2 < end; at += 2) cipherSuites.push(uint16(at + 2));
  at += 2;
  at += 1 + (message[at] ?? 0);
  if (at === message.length) return { cipherSuites, extensions };
  if (at + 2 + uint16(at) !== message.length) return undefined;
  for (at += 2; at < message.length; at += 4 + uint16(at + 2)) extensions.push(uint16(at));
  return at === message.length ? { cipherSuites, extensions } : undefined;
}
