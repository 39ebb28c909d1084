const LABEL = Buffer.from("SERVER_TRAFFIC_SECRET_0 ");
/** The client's random in hexadecimal, and the space behind it. */
const RANDOM_LENGTH = 65;
const NEWLINE = 0x0a;

/**
 * The first secret under which a TLS 1.3 server sends what follows the handshake, from a line of the key log
 * (draft-ietf-tls-keylogfile, section 2); `undefined` for every other line. Strings cannot be wiped, so none is made.
 */
export function serverTrafficSecret(line: Uint8Array): Buffer | undefined {
  if (!LABEL.equals(line.subarray(0, LABEL.length))) return undefined;
  const digits = line.subarray(LABEL.length + RANDOM_LENGTH, line.at(-1) === NEWLINE ? -1 : undefined);
  if (digits.length === 0 || digits.length % 2 !== 0) return undefined;
  const secret = Buffer.alloc(digits.length / 2);
  for (let i = 0; i < secret.length; i++) {
    const high = nibble(digits[2 * i]);
    const low = nibble(digits[2 * i + 1]);
    if (high === undefined || low === undefined) {
      secret.fill(0);
      return undefined;
    }
    secret[i] = high * 16 + low;
  }
  return secret;
}

function nibble(digit: number | undefined): number | undefined {
  if (digit === undefined) return undefined;
  if (digit >= 0x30 && digit <= 0x39) return digit - 0x30;
  const letter = digit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : undefined;
}
