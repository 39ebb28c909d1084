export { cachedRegex } from "./cache.ts";
export { compileRegex } from "./compile.ts";
