import { CLIENT_HELLO, HANDSHAKE, MAX_RECORD, MESSAGE_HEADER, RECORD_HEADER } from "./framing.ts";
import { parseMessage } from "./parse-message.ts";
import type { ClientHelloLimits, ClientHelloResult } from "./result.ts";

/** Enough for nearly every hello without post-quantum keys. */
const FIRST_CAPACITY = 1024;
const NOTHING = new Uint8Array(0);
/** Fewer bytes are copied one by one: a view of them takes longer. */
const WORTH_A_VIEW = 16;

/**
 * Puts a ClientHello together from the start of a connection, however it is spread over chunks and records. Keeps what
 * arrived, never allocates what a length claims, looks at every byte once and parses the message once, when it is complete.
 */
export class Assembler {
  readonly #limits: ClientHelloLimits;
  #result: ClientHelloResult = { kind: "need-more" };
  /** Bytes of the connection used so far. */
  #consumed = 0;
  readonly #recordHeader = new Uint8Array(RECORD_HEADER);
  #recordHeaderLength = 0;
  /** Bytes of the current record still to come. */
  #recordLeft = 0;
  #recordVersion = 0;
  /** The message with its header, as far as it has come. */
  #message = NOTHING;
  #length = 0;
  /** Length of the whole message with its header, once that is known. */
  #expected = Number.POSITIVE_INFINITY;

  constructor(limits: ClientHelloLimits) {
    this.#limits = limits;
  }

  push(chunk: Uint8Array): ClientHelloResult {
    let at = 0;
    while (at < chunk.length && this.#result.kind === "need-more") {
      at += this.#recordLeft === 0 ? this.#pushHeaderByte(chunk[at] ?? 0) : this.#pushContent(chunk, at);
    }
    if (this.#result.kind !== "need-more") this.#message = NOTHING;
    return this.#result;
  }

  #pushHeaderByte(byte: number): number {
    const at = this.#recordHeaderLength;
    this.#recordHeader[at] = byte;
    this.#recordHeaderLength = at + 1;
    this.#consumed++;
    const first = this.#length === 0;
    if (at === 0 && byte !== HANDSHAKE) {
      this.#result = first ? { kind: "not-tls" } : { kind: "malformed", reason: "interleaved-record" };
    } else if (at === 1 && byte !== 3) {
      this.#result = first ? { kind: "not-tls" } : { kind: "malformed", reason: "record-version" };
    } else if (at === RECORD_HEADER - 1) {
      this.#startRecord();
    }
    return 1;
  }

  #startRecord(): void {
    const [, major = 0, minor = 0, high = 0, low = 0] = this.#recordHeader;
    if (this.#length === 0) this.#recordVersion = (major << 8) | minor;
    const length = (high << 8) | low;
    this.#recordHeaderLength = 0;
    this.#recordLeft = length;
    if (length === 0) this.#result = { kind: "malformed", reason: "empty-record" };
    else if (length > MAX_RECORD) this.#result = { kind: "malformed", reason: "record-overflow" };
    else if (length > this.#limits.record) this.#result = { kind: "too-large", limit: "record" };
    else if (this.#length + length > this.#expected) this.#result = { kind: "malformed", reason: "trailing-data" };
  }

  /** Takes what belongs to the current record, at most up to the end of the message's header. */
  #pushContent(chunk: Uint8Array, at: number): number {
    const wanted = this.#length < MESSAGE_HEADER ? MESSAGE_HEADER - this.#length : this.#recordLeft;
    const size = Math.min(wanted, this.#recordLeft, chunk.length - at);
    this.#append(chunk, at, size);
    this.#recordLeft -= size;
    this.#consumed += size;
    if (this.#message[0] !== CLIENT_HELLO) this.#result = { kind: "malformed", reason: "not-client-hello" };
    else if (this.#length === MESSAGE_HEADER) this.#startMessage();
    if (this.#length === this.#expected && this.#result.kind === "need-more") this.#finish();
    return size;
  }

  #startMessage(): void {
    const [, high = 0, middle = 0, low = 0] = this.#message;
    const length = (high << 16) | (middle << 8) | low;
    this.#expected = MESSAGE_HEADER + length;
    if (length > this.#limits.message) this.#result = { kind: "too-large", limit: "message" };
    // Nothing may follow a ClientHello in its record: a key change may come next (RFC 8446, section 5.1).
    else if (this.#recordLeft > length) this.#result = { kind: "malformed", reason: "trailing-data" };
  }

  #finish(): void {
    const place = { start: MESSAGE_HEADER, end: this.#length };
    this.#result = parseMessage(this.#message, place, { recordVersion: this.#recordVersion, consumed: this.#consumed });
  }

  #append(chunk: Uint8Array, at: number, size: number): void {
    const needed = this.#length + size;
    if (needed > this.#message.length) {
      // Room for what the chunk still has of the message, the headers of later records with it: never more than has come.
      const here =
        this.#expected === Number.POSITIVE_INFINITY ? 0 : Math.min(this.#length + chunk.length - at, this.#expected);
      const grown = new Uint8Array(Math.max(needed, here, FIRST_CAPACITY, this.#message.length * 2));
      grown.set(this.#message);
      this.#message = grown;
    }
    if (size < WORTH_A_VIEW) {
      for (let i = 0; i < size; i++) this.#message[this.#length + i] = chunk[at + i] ?? 0;
    } else {
      this.#message.set(chunk.subarray(at, at + size), this.#length);
    }
    this.#length = needed;
  }
}
