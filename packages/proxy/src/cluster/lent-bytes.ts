import { createHash, type Hash } from "node:crypto";
import { type Deferred, deferred } from "../deferred.ts";
import type { FileBytes, ReadBytes } from "../file-bytes.ts";
import { HeldBytes } from "../held-bytes.ts";
import { type ListedAddresses, listsOf, type ReadList } from "../listed-addresses.ts";
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

  reader(databases: Source["databases"]): ReadBytes {
    const digestOf = digestsIn(databases);
    return async (path) => this.#read(path, digestOf(path));
  }

  /** As `reader`, of lists of addresses: what the primary lends of one is another text of the same addresses. */
  listReader(lists: Source["lists"]): ReadList {
    const digestOf = digestsIn(lists);
    return async (path) => this.#readList(path, digestOf(path));
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
    if (lent.digest !== digest) throw hasChanged(path);
    this.#held.add(lent);
    return lent;
  }

  async #readList(path: string, digest: string): Promise<ListedAddresses> {
    const { lists } = this.#held;
    const set = lists.find(digest);
    if (set) return { list: { kind: "list", set }, digest };
    const read = await lists.read(path).catch(() => undefined);
    if (read?.digest === digest) return read;
    const lent = await this.#borrow(digest);
    if (lent.bytes.length === 0) throw hasChanged(path);
    const { list } = await listsOf(async () => lent.bytes.toString())(path);
    if (list.kind === "list") lists.add(digest, list.set);
    return { list, digest };
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

/** What tells a file that the primary has read, or the error that it got. */
function digestsIn(files: Source["databases"] = []): (path: string) => string {
  const known = new Map(files);
  return (path) => {
    const content = known.get(path) ?? { code: "ENOENT" };
    if ("code" in content) throw Object.assign(new Error(`${path}: ${content.code}`), { code: content.code });
    return content.digest;
  };
}

function hasChanged(path: string): Error {
  return Object.assign(new Error(`${path} has changed`), { code: "changed since it was read" });
}
