/** One sentence for people, on standard error: standard output is for results. */
export function say(message: string): void {
  process.stderr.write(`sluice-policy: ${message}\n`);
}
