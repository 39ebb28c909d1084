import { DENY } from "../outcome.ts";
import { type ActionDefinition, type CompiledAction, NOTHING } from "./definition.ts";

const COMPILED: CompiledAction = { terminating: "always", requires: NOTHING, execute: () => DENY };

/** Closes the connection (FIN); the upstream is never dialled. */
export const deny: ActionDefinition = {
  type: "deny",
  config: {
    title: "deny",
    description: "Closes the connection. Takes no settings.",
    type: "object",
    properties: {},
    additionalProperties: false,
  },
  compile: () => COMPILED,
};
