import { normalizeServerName } from "@sluice/policy";
import type { ServerName } from "./client-hello.ts";
import type { Cursor } from "./cursor.ts";

/** The only name type there is (RFC 6066, section 3). */
const HOST_NAME = 0;
/** RFC 1035, section 2.3.4. */
const MAX_LABEL = 63;
/** 255 octets on the wire are 253 as text, without the trailing dot. */
const MAX_NAME = 253;

/**
 * Reads the `server_name` extension: exactly one `host_name`. The name is judged as bytes, before anything decodes them:
 * letters, digits, hyphens, underscores and dots, labels of 1 to 63, one trailing dot allowed. An IPv4 literal is such a
 * name and passes, though RFC 6066 forbids it: recorded clients send it, and no endpoint has that name. An IPv6 literal
 * does not.
 */
export function readServerName(data: Cursor): ServerName | "server-name-list" | "server-name-value" {
  if (!data.entersWhole16()) return "server-name-list";
  const type = data.uint8();
  const length = data.uint16();
  if (!data.ok || length !== data.left || type !== HOST_NAME) return "server-name-list";
  const sent = data.latin1();
  return isName(sent) ? { sent, compared: normalizeServerName(sent) } : "server-name-value";
}

/** One character a byte. */
function isName(bytes: string): boolean {
  const length = bytes.endsWith(".") ? bytes.length - 1 : bytes.length;
  if (length > MAX_NAME) return false;
  let label = 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes.charCodeAt(i);
    if (byte === 0x2e) {
      if (label === 0) return false;
      label = 0;
    } else if (!isNameByte(byte) || ++label > MAX_LABEL) {
      return false;
    }
  }
  return label > 0;
}

/** Letters, digits, `-` and `_`. */
function isNameByte(byte: number): boolean {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x5f;
}
