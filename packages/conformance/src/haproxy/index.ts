/** HAProxy as a second engine: policies as its configurations, and how it compares with this project's proxy. */
export { type ComparedVector, type Comparison, type ComparisonOptions, compareLive, type Seen } from "./comparison.ts";
export type { HaproxyConfiguration } from "./configuration.ts";
export { HAPROXY_DIFFERENCES } from "./known-differences.ts";
export { findHaproxy } from "./program.ts";
export { type HaproxyTargetOptions, haproxyTarget, type TellingTarget } from "./target.ts";
export { type TranslateOptions, type TranslateResult, translate } from "./translate.ts";
export { UNTRANSLATABLE, type UntranslatableName } from "./untranslatable.ts";
