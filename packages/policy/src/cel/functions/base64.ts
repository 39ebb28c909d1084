const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CODES: Uint8Array = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const PADDING = 0x3d;
/** By character code; 255 for what is not in the alphabet. */
const VALUES: Uint8Array = new Uint8Array(128).fill(255);
for (const [value, code] of CODES.entries()) VALUES[code] = value;

export function base64Encode(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(PADDING);
  for (let i = 0, at = 0; i < bytes.length; i += 3, at += 4) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const used = Math.min(3, bytes.length - i) + 1;
    for (let j = 0; j < used; j++) codes[at + j] = CODES[(group >> (18 - 6 * j)) & 63] ?? 0;
  }
  return new TextDecoder().decode(codes);
}

/** Padding may be missing, but not wrong; `undefined` for anything else that is not base64. */
export function base64Decode(text: string): Uint8Array | undefined {
  const unpadded = text.endsWith("==") ? text.slice(0, -2) : text.endsWith("=") ? text.slice(0, -1) : text;
  if (unpadded.length % 4 === 1 || (unpadded !== text && text.length % 4 !== 0)) return undefined;
  const bytes = new Uint8Array(Math.floor((unpadded.length * 3) / 4));
  let bits = 0;
  let pending = 0;
  let at = 0;
  for (let i = 0; i < unpadded.length; i++) {
    const value = VALUES[unpadded.charCodeAt(i)] ?? 255;
    if (value === 255) return undefined;
    pending = ((pending << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (pending >> bits) & 0xff;
    }
  }
  return bytes;
}
