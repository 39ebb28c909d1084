import { Fault } from "./value.ts";

export const INT_MIN: bigint = -(2n ** 63n);
export const INT_MAX: bigint = 2n ** 63n - 1n;
export const UINT_MAX: bigint = 2n ** 64n - 1n;

const INT_OVERFLOW = new Fault("overflow", "int overflow");
const UINT_OVERFLOW = new Fault("overflow", "uint overflow");

export function toInt(value: bigint): bigint | Fault {
  return BigInt.asIntN(64, value) === value ? value : INT_OVERFLOW;
}

/** The value of a uint, or a fault: `new Uint` is the caller's. */
export function toUint(value: bigint): bigint | Fault {
  return BigInt.asUintN(64, value) === value ? value : UINT_OVERFLOW;
}
