import { createHash, type Hash } from "node:crypto";
import { type Deferred, deferred } from "../deferred.ts";
import type { FileBytes, ReadBytes } from "../file-bytes.ts";
import { HeldBytes } from "../held-bytes.ts";
import type { Source, ToPrimary, ToWorker } from "./messages.ts";

type Part = Extract<ToWorker, { readonly kind: "database" }>;
type Question = Extract<ToPrimary, { readonly kind: "database" }>;

/** Bytes of one message: others are not to wait for long behind it. */
const PART = 2 ** 20;

/** What the primary answers a question with. `bytes`: those with the digest, if it has them still. */
export function answerPart({ digest, from }: Question, bytes: Buffer | undefined): Part {
  if (!bytes) return { kind: "database", digest };
  return { kind: "database", digest, base64: bytes.toString("base64", from, Math.min(from + PART, bytes.length)) };
}

/** What has come so far. */
interface Lent {
  readonly parts: Buffer[];
  length: number;
  /** Of the parts as they come: of hundreds of megabytes at the end, everybody would wait for it. */
  readonly hash: Hash;
  readonly all: Deferred<FileBytes>;
}

/**
 * Databases as the primary has read them: from their files, so that nothing large is sent from process to process, or from the
 * primary where a file is no longer what it was. A worker that takes another's place must not wait for somebody to reload.
 */
export class LentBytes {
  readonly #held = new HeldBytes();
  readonly #ask: (question: Question) => void;
  readonly #lent = new Map<string, Lent>();

  constructor(ask: (question: Question) => void) {
    this.#ask = ask;
  }

  reader(databases: Source["databases"] = []): ReadBytes {
    const known = new Map(databases);
    return async (path) => {
      const content = known.get(path) ?? { code: "ENOENT" };
      if ("code" in content) throw Object.assign(new Error(`${path}: ${content.code}`), { code: content.code });
      return this.#read(path, content.digest);
    };
  }

  hear({ digest, base64 }: Part): void {
    const lent = this.#lent.get(digest);
    if (!lent) return;
    if (base64 === undefined || base64 === "") {
      this.#lent.delete(digest);
      lent.all.resolve({ bytes: Buffer.concat(lent.parts), digest: `sha256:${lent.hash.digest("hex")}` });
      return;
    }
    const part = Buffer.from(base64, "base64");
    lent.parts.push(part);
    lent.hash.update(part);
    lent.length += part.length;
    this.#ask({ kind: "database", digest, from: lent.length });
  }

  async #read(path: string, digest: string): Promise<FileBytes> {
    const read = this.#held.find(digest) ? undefined : await this.#held.read(path).catch(() => undefined);
    if (read?.digest === digest) return read;
    // Another reading may have borrowed it meanwhile.
    const held = this.#held.find(digest);
    if (held) return { bytes: held, digest };
    const lent = await this.#borrow(digest);
    if (lent.digest !== digest) {
      throw Object.assign(new Error(`${path} has changed`), { code: "changed since it was read" });
    }
    this.#held.add(lent);
    return lent;
  }

  #borrow(digest: string): Promise<FileBytes> {
    const known = this.#lent.get(digest);
    if (known) return known.all.promise;
    const all = deferred<FileBytes>();
    this.#lent.set(digest, { parts: [], length: 0, hash: createHash("sha256"), all });
    this.#ask({ kind: "database", digest, from: 0 });
    return all.promise;
  }
}
