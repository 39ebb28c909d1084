import type { Command } from "commander";
import { evalCommand } from "./eval-command.ts";
import { testCommand } from "./test-command.ts";

/** The commands of `sluice-policy`, for a program that mounts them. Each sets the exit code of the process. */
export function policyCommands(): Command[] {
  return [evalCommand(), testCommand()];
}
