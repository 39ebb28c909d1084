import { CREDENTIALS, type ForwardOptions, isStrict } from "./options.ts";

/** What diagnostics about options name as their file. */
export const OPTIONS = "options of forward";

/**
 * The options as a text that diagnostics can point into: JSON, which is YAML. Without credentials, which nothing here may see.
 * What is `undefined` is left out, but for what makes things stricter, which becomes a null.
 */
export function textOf(options: ForwardOptions): string {
  const written: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (CREDENTIALS.some((each) => each === name)) continue;
    const isLeftOut = value === undefined && !isStrict(name);
    // What is passed over may be a function, and is only named.
    if (!isLeftOut) written[name] = typeof value === "function" ? null : (value ?? null);
  }
  return JSON.stringify(written, plain, 2);
}

/** Bytes are text that was read without an encoding. */
function plain(this: unknown, key: string, value: unknown): unknown {
  // A `Buffer` has become something else already: what it was is still in its holder.
  const given = (this as Record<string, unknown>)[key];
  if (given instanceof Uint8Array) return new TextDecoder().decode(given);
  return typeof value === "bigint" ? Number(value) : value;
}
