import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import * as type from "../type.ts";
import { Fault } from "../value.ts";
import { base64Encode } from "./base64.ts";
import { crc32, crc64 } from "./checksums.ts";
import { BYTES, STRING } from "./kind.ts";
import { type FunctionDefinition, fn, method, overload } from "./overload.ts";
import { xxhash64 } from "./xxhash64.ts";

type Digest = (data: Uint8Array) => Uint8Array;

const DIGESTS: Readonly<Record<string, Digest>> = { crc32, crc64, md5, sha1, sha256, sha512, xxhash64 };

/** How a digest may be written; the first is the default. */
export const HASH_FORMATS: ReadonlyMap<string, (digest: Uint8Array) => string> = new Map([
  ["hex", bytesToHex],
  ["base64", base64Encode],
]);
/** As functions, `hash.md5`, and as methods, `md5`. */
export const HASH_NAMES: ReadonlySet<string> = new Set(Object.keys(DIGESTS).flatMap((name) => [name, `hash.${name}`]));

/** `hash.md5(s, format?)` and `s.md5(format?)` (language.md, section 5): of bytes, or of a string's UTF-8. */
export const HASHES: readonly FunctionDefinition[] = Object.entries(DIGESTS).flatMap(([name, digest]) => {
  const show = (data: Uint8Array, format: string) =>
    HASH_FORMATS.get(format)?.(digest(data)) ??
    new Fault("invalid-argument", `\`hash.${name}\` writes \`hex\` or \`base64\`, not \`${format.slice(0, 40)}\``);
  const overloads = [
    overload([STRING], type.STRING, (text) => show(new TextEncoder().encode(text), "hex")),
    overload([BYTES], type.STRING, (data) => show(data, "hex")),
    overload([STRING, STRING], type.STRING, (text, format) => show(new TextEncoder().encode(text), format)),
    overload([BYTES, STRING], type.STRING, show),
  ];
  return [fn(`hash.${name}`, ...overloads), method(name, ...overloads)];
});
