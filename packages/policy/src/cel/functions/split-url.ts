import { parseAddress } from "../../net/index.ts";

/** The parts of a URL. One that is not there, or is empty, is left out. */
export interface UrlParts {
  readonly scheme?: string;
  readonly username?: string;
  readonly host?: string;
  readonly port?: string;
  readonly path?: string;
  readonly query?: string;
  readonly fragment?: string;
}

// What may not stand in a part (RFC 3986, section 3). Written as what is refused: a pattern that repeats what is
// allowed would need stack for each character.
const NO_ESCAPE = "%(?![0-9A-Fa-f]{2})";
const NOT_SCHEME = /^[^A-Za-z]|[^A-Za-z0-9+\-.]/;
const NOT_PATH = new RegExp(`[^A-Za-z0-9\\-._~!$&'()*+,;=:@/%]|${NO_ESCAPE}`);
const NOT_QUERY = new RegExp(`[^A-Za-z0-9\\-._~!$&'()*+,;=:@/?%]|${NO_ESCAPE}`);
const NOT_USER = new RegExp(`[^A-Za-z0-9\\-._~!$&'()*+,;=:%]|${NO_ESCAPE}`);
/** A letter may not hide behind an escape, as in `%61dmin.example.com`; Go has it so, too. */
const NOT_HOST = /[^A-Za-z0-9\-._~!$&'()*+,;=%]|%(?![89A-Fa-f][0-9A-Fa-f])/;

/**
 * Splits a URL or a relative reference strictly as RFC 3986 has it; `undefined` for what is neither. Nothing is
 * normalised but, as Go's `net/url` has it, the scheme, which is lower-cased, and the escapes of username, host, path
 * and fragment, which are resolved. The query keeps its escapes: resolved, its `&` and `=` could not be told apart. An
 * IPv6 host is given without its brackets.
 */
export function splitUrl(text: string): UrlParts | undefined {
  const [beforeFragment, fragment = ""] = cut(text, "#");
  const [beforeQuery, query = ""] = cut(beforeFragment, "?");
  if (NOT_QUERY.test(query) || NOT_QUERY.test(fragment)) return undefined;
  const colon = beforeQuery.indexOf(":");
  // A colon behind a slash is one of the path's, or the port's.
  const hasScheme = colon >= 0 && !beforeQuery.slice(0, colon).includes("/");
  const scheme = hasScheme ? beforeQuery.slice(0, colon) : "";
  if (hasScheme && (scheme === "" || NOT_SCHEME.test(scheme))) return undefined;
  const hierarchy = hasScheme ? beforeQuery.slice(colon + 1) : beforeQuery;
  const [written, path] = splitAuthority(hierarchy);
  const authority = readAuthority(written);
  const decoded = { path: NOT_PATH.test(path) ? undefined : resolveEscapes(path), fragment: resolveEscapes(fragment) };
  if (authority === undefined || decoded.path === undefined || decoded.fragment === undefined) return undefined;
  const parts = { scheme: scheme.toLowerCase(), ...authority, ...decoded, query };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== ""));
}

/** In front of the first `mark`, and behind it if there is one. */
function cut(text: string, mark: string): readonly [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

function splitAuthority(hierarchy: string): readonly [string, string] {
  if (!hierarchy.startsWith("//")) return ["", hierarchy];
  const slash = hierarchy.indexOf("/", 2);
  return slash < 0 ? [hierarchy.slice(2), ""] : [hierarchy.slice(2, slash), hierarchy.slice(slash)];
}

/** `user:password@host:port`. The password is not given to anybody. */
function readAuthority(text: string): { username: string; host: string; port: string } | undefined {
  const at = text.lastIndexOf("@");
  const user = text.slice(0, Math.max(0, at));
  const username = NOT_USER.test(user) ? undefined : resolveEscapes(cut(user, ":")[0]);
  const place = text.slice(at + 1);
  const colon = place.indexOf(":", place.lastIndexOf("]") + 1);
  const host = readHost(colon < 0 ? place : place.slice(0, colon));
  const port = colon < 0 ? "" : place.slice(colon + 1);
  if (username === undefined || host === undefined || /\D/.test(port)) return undefined;
  return { username, host, port };
}

function readHost(text: string): string | undefined {
  if (!text.startsWith("[")) return NOT_HOST.test(text) ? undefined : resolveEscapes(text);
  const inner = text.slice(1, -1);
  return text.endsWith("]") && inner.includes(":") && parseAddress(inner) !== undefined ? inner : undefined;
}

/** `undefined` if the bytes are not UTF-8. */
function resolveEscapes(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
