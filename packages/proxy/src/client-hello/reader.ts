import { Assembler } from "./assembler.ts";
import { CLIENT_HELLO, HANDSHAKE, MAX_RECORD, MESSAGE_HEADER, RECORD_HEADER } from "./framing.ts";
import { parseMessage } from "./parse-message.ts";
import { type ClientHelloLimits, type ClientHelloResult, DEFAULT_CLIENT_HELLO_LIMITS } from "./result.ts";

export interface ClientHelloReader {
  /**
   * Adds the next bytes of the connection. The answer is `need-more` until it is final; from then on it stays the same
   * and further bytes are ignored. It does not depend on how the bytes were cut.
   */
  push(chunk: Uint8Array): ClientHelloResult;
}

/** Reads a whole ClientHello at once: one push to a fresh reader. */
export function parseClientHello(bytes: Uint8Array, limits?: Partial<ClientHelloLimits>): ClientHelloResult {
  return createClientHelloReader(limits).push(bytes);
}

/** Reads the ClientHello at the start of a connection. Cost and memory are linear in the bytes, however they arrive. */
export function createClientHelloReader(limits?: Partial<ClientHelloLimits>): ClientHelloReader {
  return new Reader(limits ? { ...DEFAULT_CLIENT_HELLO_LIMITS, ...limits } : DEFAULT_CLIENT_HELLO_LIMITS);
}

class Reader implements ClientHelloReader {
  readonly #limits: ClientHelloLimits;
  #result: ClientHelloResult | undefined;
  /** Nearly every hello is one record that arrives at once: then there is nothing to put together. */
  #assembler: Assembler | undefined;

  constructor(limits: ClientHelloLimits) {
    this.#limits = limits;
  }

  push(chunk: Uint8Array): ClientHelloResult {
    if (this.#assembler) return this.#assembler.push(chunk);
    this.#result ??= parseWhole(chunk, this.#limits);
    if (this.#result) return this.#result;
    this.#assembler = new Assembler(this.#limits);
    return this.#assembler.push(chunk);
  }
}

/** Reads a hello where it is. `undefined` for all that is not a single record with the whole of one: that takes a closer look. */
function parseWhole(bytes: Uint8Array, limits: ClientHelloLimits): ClientHelloResult | undefined {
  if (bytes.length < RECORD_HEADER + MESSAGE_HEADER) return undefined;
  if (bytes[0] !== HANDSHAKE || bytes[1] !== 3 || bytes[RECORD_HEADER] !== CLIENT_HELLO) return undefined;
  const record = uint16(bytes, RECORD_HEADER - 2);
  const message = ((bytes[RECORD_HEADER + 1] ?? 0) << 16) | uint16(bytes, RECORD_HEADER + 2);
  const end = RECORD_HEADER + record;
  if (record !== MESSAGE_HEADER + message || end > bytes.length) return undefined;
  if (record > MAX_RECORD || record > limits.record || message > limits.message) return undefined;
  const place = { start: RECORD_HEADER + MESSAGE_HEADER, end };
  return parseMessage(bytes, place, { recordVersion: uint16(bytes, 1), consumed: end });
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
