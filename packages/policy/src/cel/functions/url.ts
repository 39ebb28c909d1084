import { compareStrings } from "../equality.ts";
import { MAX_STRING } from "../limits.ts";
import * as type from "../type.ts";
import { CelMap, Fault } from "../value.ts";
import { bounded, TOO_LONG } from "./bounded.ts";
import { STRING, STRING_MAP } from "./kind.ts";
import { type FunctionDefinition, fn, method, overload } from "./overload.ts";
import { splitUrl } from "./split-url.ts";

const STRINGS = type.mapOf(type.STRING, type.STRING);
const ESCAPE = overload([STRING], type.STRING, (text) => bounded(escapeUrl(text)));
const UNESCAPE = overload(
  [STRING],
  type.STRING,
  (text) => unescapeUrl(text) ?? new Fault("invalid-argument", "not an escaped text"),
);
const PARSE = overload([STRING], STRINGS, (text) => {
  const parts = splitUrl(text);
  return parts === undefined ? new Fault("invalid-argument", "not a URL") : CelMap.of(Object.entries(parts));
});
const ENCODE_QUERY = overload([STRING_MAP], type.STRING, encodeQuery);
const DECODE_QUERY = overload(
  [STRING],
  STRINGS,
  (text) => decodeQuery(text) ?? new Fault("invalid-argument", "not a query string"),
);

/** URLs and their queries (language.md, section 5). */
export const URLS: readonly FunctionDefinition[] = [
  fn("url.escape", ESCAPE),
  fn("url.unescape", UNESCAPE),
  fn("url.parse", PARSE),
  method("escapeUrl", ESCAPE),
  method("unescapeUrl", UNESCAPE),
  method("parseUrl", PARSE),
  method(
    "isURL",
    overload([STRING], type.BOOL, (text) => {
      const parts = splitUrl(text);
      return parts?.scheme !== undefined && parts.host !== undefined;
    }),
  ),
  fn("queryString.encode", ENCODE_QUERY),
  fn("queryString.decode", DECODE_QUERY),
  method("encodeQueryString", ENCODE_QUERY),
  method("decodeQueryString", DECODE_QUERY),
  method("isQueryString", overload([STRING], type.BOOL, isQuery)),
];

/** As in a query: everything but letters, digits and `-_.~` by its UTF-8 bytes, a space as `+`. */
function escapeUrl(text: string): string {
  // Half of a surrogate pair has no UTF-8.
  return encodeURIComponent(text.replace(/\p{Cs}/gu, "\ufffd"))
    .replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function unescapeUrl(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** Sorted by key, as Go's `net/url` has it: maps that are equal give the same text. */
function encodeQuery(map: CelMap): string | Fault {
  const pairs: string[] = [];
  let length = 0;
  const entries = Array.from(map.entries(), ([key, value]) => [String(key), String(value)] as const);
  for (const [key, value] of entries.sort(([a], [b]) => compareStrings(a, b))) {
    const pair = `${escapeUrl(key)}=${escapeUrl(value)}`;
    length += pair.length + 1;
    if (length > MAX_STRING) return TOO_LONG;
    pairs.push(pair);
  }
  return pairs.join("&");
}

/** Leniently, as servers read it: a key alone has the value `''`, empty pairs count for nothing, the first of a key wins. */
function decodeQuery(text: string): CelMap | undefined {
  const found = new Map<string, string>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const key = unescapeUrl(equals < 0 ? pair : pair.slice(0, equals));
    const value = unescapeUrl(equals < 0 ? "" : pair.slice(equals + 1));
    if (key === undefined || value === undefined) return undefined;
    if (!found.has(key)) found.set(key, value);
  }
  return CelMap.of(found);
}

/** Stricter than decoding, for which almost any text is a query: each pair has a key and a `=`, and all is escaped. */
function isQuery(text: string): boolean {
  if (/[^A-Za-z0-9\-._~!$'()*+,;:@/?%&=]/.test(text)) return false;
  return text.split("&").every((pair) => pair.indexOf("=") > 0) && unescapeUrl(text) !== undefined;
}
