const PRIME_1 = 0x9e3779b185ebca87n;
const PRIME_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME_3 = 0x165667b19e3779f9n;
const PRIME_4 = 0x85ebca77c2b2ae63n;
const PRIME_5 = 0x27d4eb2f165667c5n;

/** xxHash's 64-bit variant with seed 0, the digest's bytes most significant first. */
export function xxhash64(data: Uint8Array): Uint8Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = 0;
  let hash = PRIME_5;
  if (data.length >= 32) {
    const lanes: [bigint, bigint, bigint, bigint] = [word(PRIME_1 + PRIME_2), PRIME_2, 0n, word(-PRIME_1)];
    for (; at + 32 <= data.length; at += 32) {
      lanes[0] = round(lanes[0], view.getBigUint64(at, true));
      lanes[1] = round(lanes[1], view.getBigUint64(at + 8, true));
      lanes[2] = round(lanes[2], view.getBigUint64(at + 16, true));
      lanes[3] = round(lanes[3], view.getBigUint64(at + 24, true));
    }
    hash = word(rotate(lanes[0], 1n) + rotate(lanes[1], 7n) + rotate(lanes[2], 12n) + rotate(lanes[3], 18n));
    for (const lane of lanes) hash = word((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4);
  }
  hash = word(hash + BigInt(data.length));
  for (; at + 8 <= data.length; at += 8) {
    hash = word(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * PRIME_1 + PRIME_4);
  }
  if (at + 4 <= data.length) {
    hash = word(rotate(hash ^ word(BigInt(view.getUint32(at, true)) * PRIME_1), 23n) * PRIME_2 + PRIME_3);
    at += 4;
  }
  for (; at < data.length; at++) {
    hash = word(rotate(hash ^ word(BigInt(view.getUint8(at)) * PRIME_5), 11n) * PRIME_1);
  }
  const digest = new Uint8Array(8);
  new DataView(digest.buffer).setBigUint64(0, avalanche(hash));
  return digest;
}

function word(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function rotate(value: bigint, by: bigint): bigint {
  return word((value << by) | (value >> (64n - by)));
}

function round(lane: bigint, input: bigint): bigint {
  return word(rotate(word(lane + input * PRIME_2), 31n) * PRIME_1);
}

function avalanche(hash: bigint): bigint {
  const once = word((hash ^ (hash >> 33n)) * PRIME_2);
  const twice = word((once ^ (once >> 29n)) * PRIME_3);
  return twice ^ (twice >> 32n);
}
