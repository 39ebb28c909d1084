import { Argument, Command } from "commander";
import { withExamples } from "../examples.ts";
import { EXIT_OK } from "../exit-codes.ts";
import { complete } from "./candidates.ts";
import { endpointNames } from "./endpoint-names.ts";
import { printCompletion, readQuestion, SCRIPTS, SHELLS, type Shell } from "./shells.ts";

/** `sluice completion`, and what the scripts that it prints ask at every press of the key. */
export function completionCommands(program: Command): Command[] {
  const completion = new Command("completion")
    .description("print what makes a shell complete commands, flags, files and names of endpoints")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .action((shell: Shell) => {
      process.stdout.write(SCRIPTS[shell]);
      process.exitCode = EXIT_OK;
    });
  withExamples(completion, [
    { does: "for bash, in ~/.bashrc", line: 'eval "$(sluice completion bash)"' },
    { does: "for zsh, in a directory of $fpath", line: "sluice completion zsh > ~/.zfunc/_sluice" },
    { does: "for fish", line: "sluice completion fish > ~/.config/fish/completions/sluice.fish" },
  ]);
  const answer = new Command("complete")
    .description("say what could be typed next; the scripts of `sluice completion` ask this")
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .argument("[words...]")
    .action(async (shell: Shell, given: string[]) => {
      const question = readQuestion(shell, given);
      const found = await complete(program, question.words, { endpointNames });
      process.stdout.write(printCompletion(shell, found, question));
      process.exitCode = EXIT_OK;
    });
  return [completion, answer];
}
