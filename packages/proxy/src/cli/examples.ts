import type { Command } from "commander";

/** What a command line does, and the line. */
export interface Example {
  readonly does: string;
  readonly line: string;
}

/** Shows examples below a command's help. */
export function withExamples<C extends Command>(command: C, examples: readonly Example[]): C {
  const lines = examples.map(({ does, line }) => `  ${line}\n      ${does}`);
  command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
  return command;
}
