import type { AddressSet } from "@sluice/policy";
import { digestOfFile, type ScanOptions } from "./file-bytes.ts";
import { type ListedAddresses, readListFile } from "./listed-addresses.ts";

/**
 * Reads files of addresses, and makes no set a second time that is in use already: a reload goes on with those of files that
 * have not changed. Holds nothing itself.
 */
export class HeldLists {
  readonly #held = new Map<string, WeakRef<AddressSet>>();
  /** As texts, each for as long as its parts are asked for. */
  readonly #texts = new WeakMap<AddressSet, WeakRef<Buffer>>();

  /** The addresses of a file with this digest, if somebody still uses them. */
  find(digest: string): AddressSet | undefined {
    return this.#held.get(digest)?.deref();
  }

  async read(path: string, options: ScanOptions = {}): Promise<ListedAddresses> {
    this.#forgetUnused();
    // What may be a pipe is opened once.
    if (this.#held.size > 0 && options.pipes !== true) {
      // What is wrong is told by the reading itself.
      const digest = await digestOfFile(path).catch(() => "");
      const set = this.find(digest);
      if (set) return { list: { kind: "list", set }, digest };
    }
    const read = await readListFile(path, options);
    if (read.list.kind === "list") this.add(read.digest, read.list.set);
    return read;
  }

  add(digest: string, set: AddressSet): void {
    this.#held.set(digest, new WeakRef(set));
  }

  /** As a file that lists the same addresses, the same bytes each time: what is sent to who cannot read the file any more. */
  textOf(digest: string): Buffer | undefined {
    const set = this.find(digest);
    if (!set) return undefined;
    const known = this.#texts.get(set)?.deref();
    if (known) return known;
    const text = Buffer.from(Array.from(set, String).join("\n"));
    this.#texts.set(set, new WeakRef(text));
    return text;
  }

  #forgetUnused(): void {
    for (const [digest, held] of this.#held) if (!held.deref()) this.#held.delete(digest);
  }
}
