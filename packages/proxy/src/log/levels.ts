/** From everything to nothing at all. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `text`: for people. `json`: an object on each line, as pino writes it. */
export const LOG_FORMATS = ["text", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogSettings {
  readonly level: LogLevel;
  readonly format: LogFormat;
}

export const DEFAULT_LOG: LogSettings = { level: "info", format: "text" };

/** Whether a line of this level is written where this is the lowest that is. */
export function isWritten(level: LogLevel, lowest: LogLevel): boolean {
  return lowest !== "silent" && LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(lowest);
}
