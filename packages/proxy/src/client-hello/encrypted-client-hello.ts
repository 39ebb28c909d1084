import { Cursor } from "./cursor.ts";

/** ECHClientHelloType (RFC 9849, section 5). */
const OUTER = 0;
const INNER = 1;

/**
 * Which of the two hellos the `encrypted_client_hello` extension stands in: an outer one, which carries the inner one
 * encrypted, or an inner one, which a client-facing server has decrypted (RFC 9849, section 5). `undefined` if it is
 * neither: whether its name is the one that is meant could not be told.
 */
export function readEncryptedClientHello(data: Uint8Array): "outer" | "inner" | undefined {
  const cursor = new Cursor(data);
  const type = cursor.uint8();
  if (!cursor.ok) return undefined;
  if (type === INNER) return cursor.left === 0 ? "inner" : undefined;
  if (type !== OUTER) return undefined;
  // HPKE's KDF and AEAD, which configuration, and the encapsulated key, which is empty after a HelloRetryRequest.
  cursor.take(2 + 2 + 1);
  cursor.vector16();
  const payload = cursor.vector16();
  return cursor.ok && cursor.left === 0 && payload.length > 0 ? "outer" : undefined;
}
