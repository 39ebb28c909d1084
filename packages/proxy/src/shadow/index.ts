export { shadowObject } from "./shadow-object.ts";
export { Shadows, type ToldShadow } from "./shadows.ts";
export { Witness } from "./witness.ts";
