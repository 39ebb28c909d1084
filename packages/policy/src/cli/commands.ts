import type { Command } from "commander";
import { checkCommand, type InspectFiles } from "./check-command.ts";
import { evalCommand } from "./eval-command.ts";
import { type OtherSchema, schemaCommand } from "./schema-command.ts";
import { testCommand } from "./test-command.ts";

export { glyph, visible } from "../diagnostics/render/visible.ts";
export type { InspectFiles, InspectOptions } from "./check-command.ts";
export { wantsColor } from "./color.ts";
export { runProgram } from "./run-program.ts";
export type { OtherSchema } from "./schema-command.ts";

export interface PolicyCommandsOptions {
  /** What `schema` can print beside that of a policy. Default: nothing. */
  readonly schemas?: readonly OtherSchema[];
  /** What `check` tells of configurations beside their policies. Default: nothing. */
  readonly inspect?: InspectFiles;
}

/** The commands of `sluice-policy`, for a program that mounts them. Each sets the exit code of the process. */
export function policyCommands({ schemas = [], inspect }: PolicyCommandsOptions = {}): Command[] {
  return [checkCommand(inspect), evalCommand(), testCommand(), schemaCommand(schemas)];
}
