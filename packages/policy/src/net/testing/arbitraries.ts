import fc from "fast-check";
import { Address } from "../address.ts";
import { Cidr } from "../cidr.ts";

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

/** Addresses of both families, some far apart and some close together. */
export function anyAddress(): fc.Arbitrary<Address> {
  const close = fc.constantFrom(0, 1, 2, 0x0a000000, 0x0a000001, 0x7fffffff, -1);
  return fc.oneof(
    fc.tuple(fc.oneof(word, close)).map(([w3]) => new Address(0, 0, 0xffff, w3)),
    fc.tuple(word, word, word, word).map((words) => new Address(...words)),
    fc.tuple(close, close, close, close).map((words) => new Address(...words)),
  );
}

/** Blocks of both families, with host bits or without, often nested. */
export function anyCidr(): fc.Arbitrary<Cidr> {
  return fc
    .tuple(anyAddress(), fc.integer({ min: 0, max: 128 }))
    .map(([address, prefix]) => new Cidr(address, address.family === 4 ? prefix % 33 : prefix));
}
