import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from "../log/levels.ts";
import type { ConfigReader, Value } from "./reader.ts";

/** What is left out is the command's to say. */
export interface LogConfig {
  readonly level?: LogLevel;
  readonly format?: LogFormat;
}

/** `log: { level: info, format: text }`. */
export function readLog(reader: ConfigReader, at: Value | undefined): LogConfig {
  const entry = at && reader.map(at, "`log`", ["level", "format"]);
  const level = oneOf(reader, entry?.get("level"), "`level`", LOG_LEVELS);
  const format = oneOf(reader, entry?.get("format"), "`format`", LOG_FORMATS);
  return { ...(level ? { level } : {}), ...(format ? { format } : {}) };
}

function oneOf<T extends string>(
  reader: ConfigReader,
  at: Value | undefined,
  what: string,
  known: readonly T[],
): T | undefined {
  const text = reader.string(at, what);
  const found = known.find((each) => each === text);
  if (text !== undefined && !found) {
    reader.report(
      "invalid-value",
      `\`${text}\` is no ${what.replaceAll("`", "")} of the log`,
      at,
      `known are ${known.join(", ")}`,
    );
  }
  return found;
}
