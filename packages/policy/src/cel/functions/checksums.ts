/** CRC-32 of IEEE 802.3, the digest's bytes most significant first. */
export function crc32(data: Uint8Array): Uint8Array {
  let crc = -1;
  for (const byte of data) crc = (crc >>> 8) ^ (CRC32[(crc ^ byte) & 0xff] ?? 0);
  return bigEndian(~crc);
}

/** CRC-64 of ISO 3309 as Go's `hash/crc64` has it, the digest's bytes most significant first. */
export function crc64(data: Uint8Array): Uint8Array {
  let high = -1;
  let low = -1;
  for (const byte of data) {
    const at = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (CRC64_LOW[at] ?? 0);
    high = (high >>> 8) ^ (CRC64_HIGH[at] ?? 0);
  }
  return bigEndian(~high, ~low);
}

function bigEndian(...words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    view.setInt32(i * 4, word);
  });
  return bytes;
}

/** Both polynomials are reflected: bits leave on the right. */
const CRC32: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0xedb88320;
  return crc;
});

/** Of the polynomial 0xd800000000000000 only the high word has bits. */
const CRC64_HIGH: Uint32Array = new Uint32Array(256);
const CRC64_LOW: Uint32Array = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const out = low & 1;
    low = (low >>> 1) | (high << 31);
    high = (high >>> 1) ^ (out === 0 ? 0 : 0xd8000000);
  }
  CRC64_HIGH[byte] = high;
  CRC64_LOW[byte] = low;
}
