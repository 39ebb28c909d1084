/**
 * The URI reference of a path as it was given: relative stays relative, an absolute path becomes a `file:` URI. A `\` is
 * a separator only where a drive letter says so; elsewhere it can be part of a name.
 */
export function uriOf(path: string): string {
  if (/^[A-Za-z]:[\\/]/.test(path)) {
    const [drive = "", ...parts] = path.split(/[\\/]/);
    return `file:///${[drive, ...parts.map(encode)].join("/")}`;
  }
  const uri = path.split("/").map(encode).join("/");
  return path.startsWith("/") ? `file://${uri}` : withoutDot(uri);
}

/** A path that starts at the working directory, as code hosts name it: without `./`. */
export function withoutDot(path: string): string {
  return path.replace(/^(?:\.\/+)+(?=.)/, "");
}

function encode(segment: string): string {
  // Half a surrogate pair has no UTF-8 form, and so no percent-encoded one.
  return encodeURIComponent(segment.replaceAll(/\p{Cs}/gu, "\ufffd"));
}
