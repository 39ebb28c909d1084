import { createDecipheriv, createHash, createHmac } from "node:crypto";
import { sealRecord } from "../tls/refusal-alert.ts";

/** The key schedule of TLS 1.3 with TLS_AES_128_GCM_SHA256 and no pre-shared key (RFC 8446, section 7.1). */
export class KeySchedule {
  readonly #transcript: Uint8Array[] = [];
  #secret: Buffer = extract(Buffer.alloc(32), Buffer.alloc(32));

  /** Takes note of handshake messages, with their headers. */
  note(messages: Uint8Array): void {
    this.#transcript.push(messages);
  }

  /** Goes on to the next secret: to the handshake's with what was agreed on, to the master secret with nothing. */
  advance(input: Uint8Array = Buffer.alloc(32)): void {
    this.#secret = extract(expandLabel(this.#secret, "derived", hash([]), 32), input);
  }

  /** A secret of the messages so far. */
  derive(label: string): Buffer {
    return expandLabel(this.#secret, label, hash(this.#transcript), 32);
  }

  /** The content of a Finished under a handshake traffic secret (RFC 8446, section 4.4.4). */
  finished(trafficSecret: Uint8Array): Buffer {
    const key = expandLabel(trafficSecret, "finished", new Uint8Array(), 32);
    return createHmac("sha256", key).update(hash(this.#transcript)).digest();
  }
}

export interface OpenedRecord {
  readonly type: number;
  readonly content: Buffer;
}

/** One direction of a connection. */
export class Traffic {
  readonly #secret: Buffer;
  #sequence = 0;

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  seal(content: Uint8Array, type: number): Uint8Array {
    const keys = { cipherSuite: "TLS_AES_128_GCM_SHA256", trafficSecret: this.#secret, sequence: this.#sequence++ };
    const record = sealRecord(content, type, keys);
    if (!record) throw new Error("the record cannot be sealed");
    return record;
  }

  /** What follows a KeyUpdate (RFC 8446, section 7.2). */
  updated(): Traffic {
    return new Traffic(expandLabel(this.#secret, "traffic upd", new Uint8Array(), 32));
  }

  /** Throws where the record is not the next one under these keys. */
  open(record: Buffer): OpenedRecord {
    const nonce = expandLabel(this.#secret, "iv", new Uint8Array(), 12);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.#sequence++) >>> 0, 8);
    const key = expandLabel(this.#secret, "key", new Uint8Array(), 16);
    const decipher = createDecipheriv("aes-128-gcm", key, nonce);
    decipher.setAAD(record.subarray(0, 5)).setAuthTag(record.subarray(-16));
    const inner = Buffer.concat([decipher.update(record.subarray(5, -16)), decipher.final()]);
    return { type: inner.at(-1) ?? 0, content: inner.subarray(0, -1) };
  }
}

function hash(parts: readonly Uint8Array[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

function extract(salt: Uint8Array, input: Uint8Array): Buffer {
  return createHmac("sha256", salt).update(input).digest();
}

function expandLabel(secret: Uint8Array, label: string, context: Uint8Array, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.of(0, length, name.length), name, Buffer.of(context.length), context]);
  const block = createHmac("sha256", secret).update(info).update(Buffer.of(1)).digest();
  return block.subarray(0, length);
}
