import { digestOfFile, type FileBytes, readFileBytes } from "./file-bytes.ts";
import { HeldLists } from "./held-lists.ts";

/**
 * Reads large files, and none a second time that is in memory already: a reload that has not changed a database goes on with
 * the one that is in use. Holds nothing itself.
 */
export class HeldBytes {
  /** Beside the files that are kept as they are, those that sets are made of. */
  readonly lists: HeldLists = new HeldLists();
  readonly #held = new Map<string, WeakRef<Buffer>>();

  /** Those with this digest, if somebody still uses them. */
  find(digest: string): Buffer | undefined {
    return this.#held.get(digest)?.deref();
  }

  async read(path: string): Promise<FileBytes> {
    this.#forgetUnused();
    if (this.#held.size > 0) {
      const digest = await digestOfFile(path);
      const bytes = this.find(digest);
      if (bytes) return { bytes, digest };
    }
    const read = await readFileBytes(path);
    this.add(read);
    return read;
  }

  add({ bytes, digest }: FileBytes): void {
    this.#held.set(digest, new WeakRef(bytes));
  }

  #forgetUnused(): void {
    for (const [digest, held] of this.#held) if (!held.deref()) this.#held.delete(digest);
  }
}
