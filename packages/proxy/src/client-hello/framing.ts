/** TLS ContentType (RFC 8446, section 5.1). */
export const HANDSHAKE = 22;
/** HandshakeType (RFC 8446, section 4). */
export const CLIENT_HELLO = 1;
/** Bytes of a record before its content: type, version, length. */
export const RECORD_HEADER = 5;
/** Bytes of a handshake message before its body: type, length. */
export const MESSAGE_HEADER = 4;
/** Most bytes of a record's content in the clear (RFC 8446, section 5.1). */
export const MAX_RECORD: number = 2 ** 14;
