import { readAddress } from "./addresses.ts";
import { both, type Library } from "./library.ts";
import { Fault, order, type Value, ValueMap } from "./values.ts";

/** URLs and query strings (language.md, section 5), by the grammar of RFC 3986, appendix A. */
export const urls: Library = {
  ...both("url.escape", "escapeUrl", "string", escaped),
  ...both("url.unescape", "unescapeUrl", "string", (text: string) => unescaped(text.replaceAll("+", " "))),
  ...both("url.parse", "parseUrl", "string", (text: string) => new ValueMap(Object.entries(parseUrl(text)))),
  "(string).isURL()": (text: string) => {
    try {
      const { scheme, host } = parseUrl(text);
      return scheme !== undefined && host !== undefined;
    } catch {
      return false;
    }
  },
  ...both("queryString.encode", "encodeQueryString", "map", encodeQuery),
  ...both("queryString.decode", "decodeQueryString", "string", decodeQuery),
  "(string).isQueryString()": (text: string) => {
    const isPlain = new RegExp(`^(?:${PLAIN}|[:@/?&]|%[0-9A-Fa-f]{2})*$`).test(text);
    return isPlain && isUtf8(text) && text.split("&").every((pair) => /^[^=]+=/.test(pair));
  },
};

/** unreserved and sub-delims. */
const PLAIN = "[A-Za-z0-9\\-._~!$&'()*+,;=]";
const ESCAPE = "%[0-9A-Fa-f]{2}";
const USER = `(?:${PLAIN}|${ESCAPE})*`;
// No letter may hide behind an escape: only bytes of other scripts are written so.
const HOST = `\\[[^\\]]*\\]|(?:${PLAIN}|%[89A-Fa-f][0-9A-Fa-f])*`;
const PATH = `(?:${PLAIN}|[:@/]|${ESCAPE})*`;
const QUERY = `(?:${PLAIN}|[:@/?]|${ESCAPE})*`;
const URL_PATTERN = new RegExp(
  `^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://(?:(${USER})(?::(?:${PLAIN}|:|${ESCAPE})*)?@)?(${HOST})(?::(\\d*))?(?=[/?#]|$))?` +
    `(${PATH})(?:\\?(${QUERY}))?(?:#(${QUERY}))?$`,
);

interface Parts {
  readonly scheme?: string;
  readonly host?: string;
  readonly [part: string]: string | undefined;
}

/** The query keeps its escapes: without them its `&` and `=` could not be told apart. What is empty is left out. */
function parseUrl(text: string): { readonly [part: string]: string } & Parts {
  const [, scheme = "", user = "", hostText = "", port = "", path = "", query = "", fragment = ""] =
    URL_PATTERN.exec(text) ?? fail("not a URL");
  const [, inBrackets] = /^\[(.*)\]$/.exec(hostText) ?? [];
  const isAddress = inBrackets?.includes(":") && readAddress(inBrackets) !== undefined;
  const isRelative = scheme === "" && /^[^/?#]*:/.test(text);
  const hasNoAuthority = hostText === "" && path.startsWith("//") && !/^([^/?#]+:)?\/\//.test(text);
  if ((inBrackets !== undefined && !isAddress) || isRelative || hasNoAuthority) fail("not a URL");
  const parts = {
    scheme: scheme.toLowerCase(),
    username: unescaped(user),
    host: inBrackets ?? unescaped(hostText),
    port,
    path: unescaped(path),
    query,
    fragment: unescaped(fragment),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== ""));
}

function decodeQuery(text: string): ValueMap {
  const found = new Map<string, string>();
  for (const pair of text.split("&").filter(Boolean)) {
    const [key = "", ...value] = pair.split("=").map((part) => unescaped(part.replaceAll("+", " ")));
    if (!found.has(key)) found.set(key, value.join("="));
  }
  return new ValueMap([...found]);
}

function encodeQuery(map: ValueMap): string {
  const text = (value: Value): string => (typeof value === "string" ? value : fail("not a text"));
  return map.entries
    .map(([key, value]) => [text(key), text(value)] as const)
    .sort(([a], [b]) => order(a, b))
    .map(([key, value]) => `${escaped(key)}=${escaped(value)}`)
    .join("&");
}

/** All but letters, digits and `-_.~`; a space is a plus; half of a surrogate pair is no character. */
function escaped(text: string): string {
  const inPercent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text.replace(/\p{Cs}/gu, "\ufffd"))
    .replace(/[!'()*]/g, inPercent)
    .replaceAll("%20", "+");
}

function unescaped(text: string): string {
  return isUtf8(text) ? decodeURIComponent(text) : fail("escapes that are no text");
}

function isUtf8(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function fail(why: string): never {
  throw new Fault(why);
}
