import { Option } from "commander";
import type { LogConfig } from "../config/log.ts";
import {
  DEFAULT_LOG,
  LOG_FORMATS,
  LOG_LEVELS,
  type LogFormat,
  type LogLevel,
  type LogSettings,
} from "../log/levels.ts";

export interface LogFlags {
  readonly logLevel?: LogLevel;
  readonly logFormat?: LogFormat;
}

export function logLevelFlag(): Option {
  return new Option("--log-level <level>", "the least that is said on standard error").choices(LOG_LEVELS);
}

export function logFormatFlag(): Option {
  return new Option("--log-format <format>", "how it is said").choices(LOG_FORMATS);
}

/** What is written on the command line comes before what is in the configuration. */
export function logSettings({ logLevel, logFormat }: LogFlags, { level, format }: LogConfig = {}): LogSettings {
  return { level: logLevel ?? level ?? DEFAULT_LOG.level, format: logFormat ?? format ?? DEFAULT_LOG.format };
}
