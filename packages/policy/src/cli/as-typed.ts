import type { AddHelpTextContext } from "commander";

/** Help with examples that are typed as this program is: the commands are mounted in others, too. */
export function asTyped(text: string): (context: AddHelpTextContext) => string {
  return ({ command }) => text.replaceAll("sluice-policy", command.parent?.name() ?? "sluice-policy");
}
