/** Says what is wrong with a command line, or with what it names, and gives the exit code of that. */
export function misuse(lines: string | readonly string[]): number {
  for (const line of typeof lines === "string" ? [lines] : lines) console.error(line);
  return 2;
}
