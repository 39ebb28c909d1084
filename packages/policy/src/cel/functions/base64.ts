const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES: ReadonlyMap<string, number> = new Map(Array.from(ALPHABET, (character, value) => [character, value]));

export function base64Encode(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const sextets = [group >> 18, (group >> 12) & 63, (group >> 6) & 63, group & 63];
    const used = Math.min(3, bytes.length - i) + 1;
    text += sextets.map((sextet, at) => (at < used ? ALPHABET[sextet] : "=")).join("");
  }
  return text;
}

/** Padding may be missing, but not wrong; `undefined` for anything else that is not base64. */
export function base64Decode(text: string): Uint8Array | undefined {
  const unpadded = text.replace(/={1,2}$/, "");
  if (unpadded.length % 4 === 1 || (unpadded !== text && text.length % 4 !== 0)) return undefined;
  const bytes = new Uint8Array(Math.floor((unpadded.length * 3) / 4));
  let bits = 0;
  let pending = 0;
  let at = 0;
  for (const character of unpadded) {
    const value = VALUES.get(character);
    if (value === undefined) return undefined;
    pending = ((pending << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (pending >> bits) & 0xff;
    }
  }
  return bytes;
}
