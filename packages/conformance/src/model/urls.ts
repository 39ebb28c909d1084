import { type CelFunc, type CelInput, CelScalar, celFunc, celMethod, mapType } from "@bufbuild/cel";
import { order } from "./strings.ts";

const { BOOL, DYN, STRING } = CelScalar;
const MAP = mapType(STRING, DYN);

/** URLs and query strings: read by the expression that RFC 3986 prints in its appendix B. */
export const urlFunctions: readonly CelFunc[] = [
  celFunc("url.unescape", [STRING], STRING, unescaped),
  celMethod("unescapeUrl", STRING, [], STRING, function () {
    return unescaped(this);
  }),
  celFunc("url.parse", [STRING], MAP, parseUrl),
  celMethod("parseUrl", STRING, [], MAP, function () {
    return parseUrl(this);
  }),
  celFunc("queryString.decode", [STRING], MAP, parseQuery),
  celMethod("decodeQueryString", STRING, [], MAP, function () {
    return parseQuery(this);
  }),
  celMethod("isURL", STRING, [], BOOL, function () {
    return /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#\s]+\S*$/.test(this);
  }),
  celMethod("isQueryString", STRING, [], BOOL, function () {
    return /^[^=&\s]+=[^=&\s]*(&[^=&\s]+=[^=&\s]*)*$/.test(this);
  }),
  celFunc("queryString.encode", [MAP], STRING, encodeQuery),
  celMethod("encodeQueryString", MAP, [], STRING, function () {
    return encodeQuery(this);
  }),
];

function parseUrl(text: string): Map<string, CelInput> {
  const [, , scheme, , authority = "", path, , query, , fragment] =
    /^(([^:/?#]+):)?(\/\/([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?$/.exec(text) ?? [];
  const [, , username, host, , port] = /^(([^:@]*)(?::[^@]*)?@)?(\[[^\]]*\]|[^:]*)(:(.*))?$/.exec(authority) ?? [];
  const parts = { scheme, host, port, path, query, fragment, username };
  return new Map(Object.entries(parts).flatMap(([name, part]) => (part ? [[name, part] as const] : [])));
}

function parseQuery(text: string): Map<string, CelInput> {
  const found = new Map<string, CelInput>();
  for (const pair of text.split("&")) {
    const [key = "", ...value] = pair.split("=").map(unescaped);
    if (!found.has(key)) found.set(key, value.join("="));
  }
  return found;
}

function encodeQuery(map: Iterable<[CelInput, CelInput]>): string {
  return Array.from(map, ([key, value]) => [String(key), String(value)] as const)
    .sort(([a], [b]) => order(a, b))
    .map(([key, value]) => `${escaped(key)}=${escaped(value)}`)
    .join("&");
}

/** All but letters, digits and `-_.~`; a space is a plus. */
export function escaped(text: string): string {
  const inPercent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, inPercent)
    .replaceAll("%20", "+");
}

function unescaped(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
