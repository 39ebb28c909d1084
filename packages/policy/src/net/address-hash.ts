/** A uint32 of the four words of an address, whose first bits depend on each of the 128. */
export function addressHash(w0: number, w1: number, w2: number, w3: number): number {
  // Each word by itself, so that none of the multiplications waits for another.
  const sum =
    Math.imul(w0 ^ (w0 >>> 16), 0x9e3779b1) +
    Math.imul(w1 ^ (w1 >>> 16), 0x85ebca77) +
    Math.imul(w2 ^ (w2 >>> 16), 0xc2b2ae3d) +
    Math.imul(w3 ^ (w3 >>> 16), 0x27d4eb2f);
  const once = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);
  return Math.imul(once ^ (once >>> 13), 0x297a2d39) >>> 0;
}
