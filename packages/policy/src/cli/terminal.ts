import { visible } from "../diagnostics/render/visible.ts";
import { reasonOf } from "./vectors/find-files.ts";

/** One sentence for people, on standard error: standard output is for results. */
export function say(message: string): void {
  process.stderr.write(`sluice-policy: ${linesOf(message)}\n`);
}

/** A text whose lines are its own: what it quotes of a file or its name may hold what a terminal obeys. */
function linesOf(message: string): string {
  return message.split("\n").map(visible).join("\n");
}

/**
 * Writes a result to standard output; whether it got there. A reader that has seen enough and gone away (`| head`) is no
 * failure; anything else, such as a full disk, is said.
 */
export async function print(text: string): Promise<boolean> {
  // The stream tells it twice, and without a listener the process ends there with a stack.
  const ignore = (): void => {};
  process.stdout.on("error", ignore);
  const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
    process.stdout.write(text, resolve);
  });
  if (error === null || error === undefined || error.code === "EPIPE") return true;
  say(`standard output: ${reasonOf(error)}`);
  return false;
}
