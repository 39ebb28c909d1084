import type { Command } from "commander";

/** Wide enough that the longest flag leaves room for what it does. */
const COLUMNS = 100;

/** All that `--help` prints, at a width that no terminal decides. */
export function helpOf(command: Command): string {
  let text = "";
  const before = command.configureOutput();
  command.configureOutput({
    ...before,
    writeOut: (some) => {
      text += some;
    },
    getOutHelpWidth: () => COLUMNS,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  command.configureOutput(before);
  return text;
}
