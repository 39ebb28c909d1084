export { connectionSpans } from "./spans.ts";
