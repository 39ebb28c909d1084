export { shadowObject } from "./shadow-object.ts";
export { Witness } from "./witness.ts";
