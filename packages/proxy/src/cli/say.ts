/** For people; standard output is for events alone. */
export function say(message: string): void {
  process.stderr.write(`sluice: ${message}\n`);
}
