export { cachedRegex } from "./cache.ts";
export { compileRegex, type Regex } from "./compile.ts";
