import type { Command } from "commander";
import { helpOf } from "./help-of.ts";
import { pathOf } from "./misuse/explain.ts";

/** Where the page is, from the root of the repository. */
export const COMMANDS_PAGE = "docs/command-line.md";

const BEFORE = `# The command line

Every command says this itself with \`--help\`. Written by \`npm run generate\`; a test holds it to the commands.

Exit codes: 0 as asked, 1 what was asked for failed, 2 what was typed makes no sense.

\`sluice start\`, \`sluice tcp\` and \`sluice tls\` show a live view where standard output and standard error are a terminal:
endpoints with their open connections, decisions by rule and bytes, the last connections, and the log. \`q\` or Ctrl-C stops,
and lets running connections end; once more ends them. What was said meanwhile stands on the terminal afterwards. Instead of it
come lines with \`--no-live-view\`, \`--format\`, \`--log-format json\`, with \`TERM=dumb\`, with \`CI\` set, and in the
background. Events that are written to a file are written there all the same. With \`--workers\`, the open connections of one
endpoint are not known (\`?\`), and bytes are counted once a connection has ended.

Flags of \`sluice tcp\` and \`sluice tls\` become the configuration that they stand for, and what is wrong is shown where it was
typed. \`--cidr-allow\`, \`--cidr-deny\` and \`--terminate-at edge\` become rules in front of the policy. A file that a flag names
is read again when it changes, as those of a configuration are.
`;

/** The page of all commands. */
export function commandsPage(program: Command): string {
  const sections = [program, ...program.createHelp().visibleCommands(program).flatMap(leaves)].map(section);
  return [BEFORE, ...sections].join("\n");
}

/** A command that has others below it is told by them; the one for help tells nothing. */
function leaves(command: Command): readonly Command[] {
  if (command.name() === "help") return [];
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function section(command: Command): string {
  return `## ${pathOf(command)}\n\n\`\`\`text\n${helpOf(command).trimEnd()}\n\`\`\`\n`;
}
