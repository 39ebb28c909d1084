import * as type from "../type.ts";
import { Fault } from "../value.ts";
import { base64Decode, base64Encode } from "./base64.ts";
import { bounded } from "./bounded.ts";
import { decodeUtf8 } from "./conversions.ts";
import { BYTES, STRING } from "./kind.ts";
import { type FunctionDefinition, fn, method, overload } from "./overload.ts";

const encode = (bytes: Uint8Array) => bounded(base64Encode(bytes));
const encodeText = (text: string) => encode(new TextEncoder().encode(text));

/** base64 and HTTP's basic credentials (language.md, section 5). */
export const ENCODINGS: readonly FunctionDefinition[] = [
  fn("base64.encode", overload([BYTES], type.STRING, encode), overload([STRING], type.STRING, encodeText)),
  fn(
    "base64.decode",
    overload([STRING], type.BYTES, (text) => base64Decode(text) ?? new Fault("invalid-argument", "not base64")),
  ),
  method("encodeBase64", overload([STRING], type.STRING, encodeText), overload([BYTES], type.STRING, encode)),
  method(
    "decodeBase64",
    overload([STRING], type.STRING, (text) => {
      const bytes = base64Decode(text);
      if (bytes === undefined) return new Fault("invalid-argument", "not base64");
      return decodeUtf8(bytes) ?? new Fault("invalid-argument", "not the base64 of text");
    }),
  ),
  fn(
    "basic_auth.encode",
    // With the scheme's name in front: the whole value of an `Authorization` header (RFC 7617, section 2).
    overload([STRING, STRING], type.STRING, (user, password) => {
      const credentials = encodeText(`${user}:${password}`);
      return credentials instanceof Fault ? credentials : `Basic ${credentials}`;
    }),
  ),
];
