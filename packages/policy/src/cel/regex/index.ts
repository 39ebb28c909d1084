export { cachedRegex, costOfCompiling } from "./cache.ts";
export { compileRegex, type Regex } from "./compile.ts";
