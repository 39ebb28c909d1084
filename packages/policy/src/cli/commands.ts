import type { Command } from "commander";
import { checkCommand } from "./check-command.ts";
import { evalCommand } from "./eval-command.ts";
import { type OtherSchema, schemaCommand } from "./schema-command.ts";
import { testCommand } from "./test-command.ts";

export { glyph, visible } from "../diagnostics/render/visible.ts";
export { wantsColor } from "./color.ts";
export { runProgram } from "./run-program.ts";
export type { OtherSchema } from "./schema-command.ts";

export interface PolicyCommandsOptions {
  /** What `schema` can print beside that of a policy. Default: nothing. */
  readonly schemas?: readonly OtherSchema[];
}

/** The commands of `sluice-policy`, for a program that mounts them. Each sets the exit code of the process. */
export function policyCommands({ schemas = [] }: PolicyCommandsOptions = {}): Command[] {
  return [checkCommand(), evalCommand(), testCommand(), schemaCommand(schemas)];
}
