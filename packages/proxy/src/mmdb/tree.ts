import type { Cidr } from "@sluice/policy";

/** What an address leads to from a node: another node, a record in the data section, or nothing. */
type Slot = { readonly node: number } | { readonly data: number } | undefined;

/** A search tree (MaxMind DB 2.0, "Binary Search Tree Section"): one level for each bit of an address. */
export class SearchTree {
  readonly #nodes: [Slot, Slot][] = [[undefined, undefined]];
  readonly #version: 4 | 6;

  constructor(version: 4 | 6) {
    this.#version = version;
  }

  get size(): number {
    return this.#nodes.length;
  }

  /** Blocks have to come with the shorter prefixes first: what comes later replaces what it lies in. */
  add(block: Cidr, data: number): void {
    const path = this.#path(block);
    let at = 0;
    for (const [depth, bit] of path.entries()) {
      const node = this.#nodes[at] as [Slot, Slot];
      if (depth === path.length - 1) {
        node[bit] = { data };
        return;
      }
      const next = node[bit];
      if (next && "node" in next) at = next.node;
      else {
        // What the whole block led to, its halves lead to now.
        this.#nodes.push([next, next]);
        at = this.#nodes.length - 1;
        node[bit] = { node: at };
      }
    }
    // The block of all addresses has no bits: both halves lead to it.
    this.#nodes[0] = [{ data }, { data }];
  }

  /** The nodes, each two records of so many bits. */
  bytes(recordSize: 24 | 28 | 32): Uint8Array {
    const width = recordSize / 4;
    const bytes = Buffer.alloc(this.#nodes.length * width);
    for (const [index, [left, right]] of this.#nodes.entries()) {
      const records = [this.#record(left), this.#record(right)] as const;
      writeNode(bytes.subarray(index * width, (index + 1) * width), recordSize, records);
    }
    return bytes;
  }

  #record(slot: Slot): number {
    if (slot === undefined) return this.size;
    return "node" in slot ? slot.node : this.size + SEPARATOR + slot.data;
  }

  /** IPv4 lies at `::/96` of a tree of IPv6 addresses. */
  #path({ family, prefix, network }: Cidr): (0 | 1)[] {
    const words = family === 4 ? [network.w3] : [network.w0, network.w1, network.w2, network.w3];
    const bits = Array.from({ length: prefix }, (_, at) => (((words[at >> 5] ?? 0) >>> (31 - (at & 31))) & 1) as 0 | 1);
    if (family === 6 && this.#version === 4) throw new RangeError("an IPv4 database holds no IPv6 addresses");
    return family === 4 && this.#version === 6 ? [...Array.from({ length: 96 }, () => 0 as const), ...bits] : bits;
  }
}

/** Zero bytes between the tree and the data. */
export const SEPARATOR = 16;

function writeNode(bytes: Buffer, recordSize: 24 | 28 | 32, [left, right]: readonly [number, number]): void {
  if (recordSize === 28) {
    bytes.writeUIntBE(left % 2 ** 24, 0, 3);
    bytes[3] = (Math.floor(left / 2 ** 24) << 4) | Math.floor(right / 2 ** 24);
    bytes.writeUIntBE(right % 2 ** 24, 4, 3);
    return;
  }
  const width = recordSize / 8;
  bytes.writeUIntBE(left, 0, width);
  bytes.writeUIntBE(right, width, width);
}
