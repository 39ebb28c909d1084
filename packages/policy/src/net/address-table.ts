import type { Address } from "./address.ts";

/** The blocks of one family in a set, each with an index: what an `AddressSet` asks. */
export interface AddressTable {
  readonly size: number;
  /** Memory of it. */
  readonly bytes: number;
  /** The index of the most specific block that contains the address, which is of the table's family; or -1. */
  find(address: Address): number;
  networkAt(index: number): Address;
  prefixAt(index: number): number;
  /** Whether the same blocks have the same indices in both. */
  equals(other: AddressTable): boolean;
}
