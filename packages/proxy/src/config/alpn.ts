import type { ConfigReader, Value } from "./reader.ts";

/** RFC 7301, section 3.1. */
const MAX_NAME_BYTES = 255;

/** `alpn_protocols: [h2, http/1.1]`, the most wanted first. */
export function readAlpnProtocols(reader: ConfigReader, value: Value | undefined): string[] | undefined {
  if (!value) return undefined;
  const names: string[] = [];
  for (const item of reader.list(value, "`alpn_protocols`")) {
    const name = reader.string(item, "an ALPN protocol");
    if (name === undefined) continue;
    const bytes = new TextEncoder().encode(name).length;
    if (bytes === 0 || bytes > MAX_NAME_BYTES) {
      reader.report("invalid-value", "the name of an ALPN protocol has 1 to 255 bytes", item);
    } else if (names.includes(name)) reader.report("invalid-value", `\`${name}\` is listed twice`, item);
    else names.push(name);
  }
  return names;
}
