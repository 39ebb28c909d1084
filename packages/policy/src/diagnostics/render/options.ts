/** How diagnostics can be written. */
export const FORMATS = ["text", "json", "sarif", "github", "junit"] as const;

export type Format = (typeof FORMATS)[number];

/** What a format does not use is ignored. */
export interface RenderOptions {
  /** `text`: ANSI colours. Default: false. */
  readonly color?: boolean | undefined;
  /** `text`: columns that a code frame may take, at least 40. Default: 120. */
  readonly width?: number | undefined;
  /** `text`: whether a line that counts everything stands at the end. Default: true. */
  readonly summary?: boolean | undefined;
  /** `sarif`: the version of the tool, such as `0.1.0`. */
  readonly version?: string | undefined;
}
