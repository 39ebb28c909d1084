/** Writes small MaxMind databases, for tests of policies that ask where an address is. */
export type { MmdbValue } from "./encode.ts";
export { type MmdbOptions, writeMmdb } from "./write.ts";
