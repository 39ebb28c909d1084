type Write = (text: string) => void;

const toStandardError: Write = (text) => void process.stderr.write(text);

let write: Write = toStandardError;

/** For people; standard output is for events alone. */
export function say(message: string): void {
  write(`sluice: ${message}\n`);
}

/** Whole lines for people, as they are: diagnostics, which name their own place. */
export function sayLines(lines: string): void {
  if (lines !== "") write(lines);
}

/** What is said goes there, until the result is called: a terminal that shows a live view has no other place for it. */
export function divertSaid(to: Write): () => void {
  write = to;
  return () => {
    if (write === to) write = toStandardError;
  };
}
