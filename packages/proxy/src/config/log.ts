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
  const level = reader.oneOf(
    entry?.get("level"),
    "`level`",
    LOG_LEVELS,
    (text) => `\`${text}\` is no level of the log`,
  );
  const format = reader.oneOf(
    entry?.get("format"),
    "`format`",
    LOG_FORMATS,
    (text) => `\`${text}\` is no format of the log`,
  );
  return { ...(level ? { level } : {}), ...(format ? { format } : {}) };
}
