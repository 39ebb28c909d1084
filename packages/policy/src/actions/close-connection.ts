import { CLOSE } from "../outcome.ts";
import { type ActionDefinition, type CompiledAction, NOTHING } from "./definition.ts";

const COMPILED: CompiledAction = { terminating: "always", requires: NOTHING, execute: () => CLOSE };

/** Resets the connection at once (RST); the upstream is never dialled. */
export const closeConnection: ActionDefinition = {
  type: "close-connection",
  config: {
    title: "close-connection",
    description: "Resets the connection. Takes no settings.",
    type: "object",
    properties: {},
    additionalProperties: false,
  },
  compile: () => COMPILED,
};
