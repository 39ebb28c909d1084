import * as type from "../type.ts";
import { Fault } from "../value.ts";
import { base64Decode, base64Encode } from "./base64.ts";
import { decodeUtf8 } from "./conversions.ts";
import { BYTES, STRING } from "./kind.ts";
import { type FunctionDefinition, fn, method, overload } from "./overload.ts";

const encodeText = (text: string) => base64Encode(new TextEncoder().encode(text));
const ESCAPE_URL = overload([STRING], type.STRING, escapeUrl);
const UNESCAPE_URL = overload([STRING], type.STRING, unescapeUrl);

/** base64, URL escapes and HTTP's basic credentials (language.md, section 5). */
export const ENCODINGS: readonly FunctionDefinition[] = [
  fn("base64.encode", overload([BYTES], type.STRING, base64Encode), overload([STRING], type.STRING, encodeText)),
  fn(
    "base64.decode",
    overload([STRING], type.BYTES, (text) => base64Decode(text) ?? new Fault("invalid-argument", "not base64")),
  ),
  method("encodeBase64", overload([STRING], type.STRING, encodeText), overload([BYTES], type.STRING, base64Encode)),
  method(
    "decodeBase64",
    overload([STRING], type.STRING, (text) => {
      const bytes = base64Decode(text);
      if (bytes === undefined) return new Fault("invalid-argument", "not base64");
      return decodeUtf8(bytes) ?? new Fault("invalid-argument", "not the base64 of text");
    }),
  ),
  fn("url.escape", ESCAPE_URL),
  fn("url.unescape", UNESCAPE_URL),
  method("escapeUrl", ESCAPE_URL),
  method("unescapeUrl", UNESCAPE_URL),
  fn(
    "basic_auth.encode",
    overload([STRING, STRING], type.STRING, (user, password) => encodeText(`${user}:${password}`)),
  ),
];

/** As in a query: everything but letters, digits and `-_.~` by its UTF-8 bytes, a space as `+`. */
function escapeUrl(text: string): string {
  return text
    .replace(/[^A-Za-z0-9\-_.~ ]/gu, (each) =>
      Array.from(new TextEncoder().encode(each), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(
        "",
      ),
    )
    .replaceAll(" ", "+");
}

function unescapeUrl(text: string): string | Fault {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return new Fault("invalid-argument", "not an escaped text");
  }
}
