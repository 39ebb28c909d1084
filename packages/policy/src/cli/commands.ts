import type { Command } from "commander";

/** The commands of `sluice-policy`, for a program that mounts them. Each sets the exit code of the process. */
export function policyCommands(): Command[] {
  return [];
}
