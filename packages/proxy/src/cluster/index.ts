export { Primary, type PrimaryFailure, type PrimaryResult } from "./primary.ts";
export { processLine } from "./primary-line.ts";
export { serveAsWorker } from "./worker.ts";
export { forkWorker } from "./worker-process.ts";
