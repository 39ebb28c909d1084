import type { Mutable } from "../mutable.ts";
import type { ClientHelloFields } from "./client-hello.ts";
import type { Cursor } from "./cursor.ts";
import type { MalformedReason } from "./result.ts";
import { readServerName } from "./server-name.ts";

/** Extension types (IANA, TLS ExtensionType Values). */
const EXTENSION = {
  serverName: 0,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  alpn: 16,
  supportedVersions: 43,
  pskKeyExchangeModes: 45,
  encryptedClientHello: 0xfe0d,
} as const;

/** So few types are searched faster than hashed; of more each would be compared with all before it. */
const FEW = 32;

/**
 * Reads the content of the list of extensions into `fields`, or says what is wrong. What nothing here depends on is left to
 * the TLS stack that knows the extension: that `pre_shared_key` is the last one (RFC 8446, section 4.2.11), and what
 * Encrypted ClientHello holds.
 */
export function readExtensions(cursor: Cursor, fields: Mutable<ClientHelloFields>): MalformedReason | undefined {
  const types: number[] = [];
  let many: Set<number> | undefined;
  while (cursor.left > 0) {
    const type = cursor.uint16();
    const outer = cursor.enter16();
    if (!cursor.ok) return "truncated";
    // RFC 8446, section 4.2: "There MUST NOT be more than one extension of the same type".
    if (many ? many.has(type) : types.includes(type)) return "duplicate-extension";
    types.push(type);
    if (many) many.add(type);
    else if (types.length === FEW) many = new Set(types);
    const problem = readExtension(type, cursor, fields);
    if (problem !== undefined) return problem;
    cursor.leave(outer);
  }
  fields.extensions = types;
  return undefined;
}

/** `data` has entered the extension, and may be left anywhere in it. */
function readExtension(type: number, data: Cursor, fields: Mutable<ClientHelloFields>): MalformedReason | undefined {
  switch (type) {
    case EXTENSION.serverName: {
      const name = readServerName(data);
      if (typeof name === "string") return name;
      fields.serverName = name;
      return undefined;
    }
    case EXTENSION.alpn: {
      const names = readAlpn(data);
      if (names === undefined) return "alpn";
      fields.alpn = names;
      return undefined;
    }
    case EXTENSION.supportedVersions: {
      const versions = data.entersWhole8() ? data.uint16s() : undefined;
      if (versions === undefined) return "supported-versions";
      fields.supportedVersions = versions;
      return undefined;
    }
    case EXTENSION.signatureAlgorithms: {
      const algorithms = data.entersWhole16() ? data.uint16s() : undefined;
      if (algorithms === undefined) return "signature-algorithms";
      fields.signatureAlgorithms = algorithms;
      return undefined;
    }
    case EXTENSION.supportedGroups: {
      const groups = data.entersWhole16() ? data.uint16s() : undefined;
      if (groups === undefined) return "supported-groups";
      fields.groups = groups;
      return undefined;
    }
    case EXTENSION.pointFormats: {
      if (!data.entersWhole8()) return "point-formats";
      fields.pointFormats = data.uint8s();
      return undefined;
    }
    case EXTENSION.pskKeyExchangeModes: {
      if (!data.entersWhole8()) return "psk-key-exchange-modes";
      fields.pskKeyExchangeModes = data.uint8s();
      return undefined;
    }
    case EXTENSION.encryptedClientHello:
      fields.echOffered = !isInnerHello(data);
  }
  return undefined;
}

/** An inner hello in the clear has one byte, `inner`, in its extension (RFC 9849, section 5). All else may hide a name. */
function isInnerHello(data: Cursor): boolean {
  return data.left === 1 && data.uint8() === 1;
}

/** RFC 7301, section 3.1: names of 1 to 255 bytes. */
function readAlpn(data: Cursor): string[] | undefined {
  if (!data.entersWhole16()) return undefined;
  const names: string[] = [];
  while (data.left > 0) {
    const list = data.enter8();
    if (!data.ok || data.left === 0) return undefined;
    names.push(data.latin1());
    data.leave(list);
  }
  return names;
}
